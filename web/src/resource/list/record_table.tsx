// A few records of a resource in a page about something else: "its deals". Sorted by the server, without an address.
import { Anchor, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { type SortPayload, useGetList, useTranslate } from "ra-core";
import { useMemo, useState } from "react";
import { Link } from "react-router-dom";
import type { Row } from "../../api/data_provider";
import { useFormats } from "../../i18n/format";
import { type Description, recordName, useLabels } from "../description";
import { useErrorText } from "../error_text";
import { useDrawn } from "../../shell/drawn";
import { usePhone } from "../../shell/phone";
import { listAddress } from "./address";
import { Cell } from "./cell";
import { columnsOf, usualColumns } from "./columns";
import { type Filters, usualSort } from "./list";
import css from "./list.module.css";
import { NextPageError } from "./list_states";
import { HeadCells } from "./table";
import { TableRow } from "./table_row";

interface Props {
    description: Description;
    filter: Filters;
    columns?: string[];
    sort?: SortPayload;
    rows?: number; // at most
    compact?: boolean; // a line for each record, without the head of a table
}

export function RecordTable({ description, filter, columns, sort, rows = 5, compact = false }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const formats = useFormats();
    const text = useErrorText();
    const phone = usePhone();
    const [order, setOrder] = useState(sort ?? usualSort(description));
    const resource = description.name;
    const fields = useMemo(() => {
        // What is the same in all of them says nothing.
        const names = (columns ?? usualColumns(description)).filter((name) => !(name in filter));
        return columnsOf(description, names).filter((field) => !(field.name in filter));
    }, [description, columns, filter]);
    const list = useGetList<Row>(
        resource,
        { pagination: { page: 1, perPage: rows }, sort: order, filter },
        { placeholderData: (before) => before },
    );
    const many = labels.many(description);
    const { data, total, error, isPending, isPlaceholderData } = list;
    const drawn = useDrawn(!isPending);
    if (error && !data) return <NextPageError text={text(error)} retry={() => void list.refetch()} />;
    if (isPending || !drawn)
        return (
            <Stack gap="sm" aria-busy="true">
                <VisuallyHidden role="status">{translate("app.loading")}</VisuallyHidden>
                {[60, 80, 70].map((width) => (
                    <Skeleton key={width} height={14} width={`${width}%`} />
                ))}
            </Stack>
        );
    if (!data || data.length === 0)
        return (
            <Text size="sm" c="dimmed">
                {translate("list.empty", { name: many, lower: many.toLowerCase() })}
            </Text>
        );
    const exact = (list.meta as { exact?: boolean } | undefined)?.exact ?? true;
    const more = total !== undefined && total > data.length;
    const onSort = (field: string) =>
        setOrder({ field, order: order.field === field && order.order === "ASC" ? "DESC" : "ASC" });
    return (
        <div className={css.embedded}>
            {compact || phone ? (
                <Lines {...{ resource, description, fields, data }} />
            ) : (
                <div className={css.box}>
                    <table className={css.table} aria-label={many}>
                        <thead>
                            <tr>
                                <HeadCells description={description} columns={fields} sort={order} onSort={onSort} />
                            </tr>
                        </thead>
                        <tbody className={isPlaceholderData ? css.stale : undefined}>
                            {data.map((record) => (
                                <TableRow key={record.id} resource={resource} record={record} columns={fields} />
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            {more && (
                <Anchor
                    component={Link}
                    to={listAddress(resource, filter, order)}
                    size="sm"
                    display="inline-block"
                    py={6}
                >
                    {translate("list.show_all", { count: formats.number(total) + (exact ? "" : "+"), name: many })}
                </Anchor>
            )}
        </div>
    );
}

const parts_at_most = 3;

function Lines({
    resource,
    description,
    fields,
    data,
}: {
    resource: string;
    description: Description;
    fields: ReturnType<typeof columnsOf>;
    data: Row[];
}) {
    const [title, ...rest] = fields;
    const filled = (record: Row) =>
        rest.filter(({ name }) => ![null, undefined, ""].includes(record[name] as null | undefined | string));
    return (
        <ul className={css.lines}>
            {data.map((record) => (
                <li key={record.id}>
                    <Link to={`/${resource}/${record.id}`} className={css.line}>
                        <Text component="span" fw={550} size="sm" className="clip">
                            {title ? (
                                <Cell {...{ resource, record }} field={title} linked />
                            ) : (
                                recordName(description, record)
                            )}
                        </Text>
                        <span className={css.card_parts}>
                            {filled(record)
                                .slice(0, parts_at_most)
                                .map((field) => (
                                    <span key={field.name}>
                                        <Cell {...{ resource, field, record }} linked />
                                    </span>
                                ))}
                        </span>
                    </Link>
                </li>
            ))}
        </ul>
    );
}
