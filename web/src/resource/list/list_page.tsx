// The list of a resource: a table, or cards on a phone.
import { ActionIcon, Button, Group, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type CSSProperties, type ReactNode, useCallback, useState } from "react";
import { Link } from "react-router-dom";
import { loadList } from "../../api/data_provider";
import { useFormats } from "../../i18n/format";
import { useDrawn } from "../../shell/drawn";
import { PageTitle } from "../../shell/page_title";
import { type Description, may, useLabels } from "../description";
import { usePhone } from "../../shell/phone";
import { BulkBar } from "./bulk_bar";
import { bulkFields } from "./bulk_fields";
import { Cards } from "./cards";
import { useColumns } from "./columns";
import { useExport } from "./export";
import { type Filters, page_size, useList, usualSort } from "./list";
import css from "./list.module.css";
import { ListState } from "./list_states";
import { News } from "./news";
import { PhoneToolbar } from "./phone_toolbar";
import { useScrollMemory } from "./scroll_memory";
import { useSelection } from "./selection";
import { Table } from "./table";
import { Toolbar } from "./toolbar";
import { ViewsMenu } from "./views_menu";

/** Loads the rows of a list nobody has narrowed down, so that it is drawn with them at once. */
export const beginList = (description: Description): Promise<void> =>
    loadList(description.name, usualSort(description), page_size);

interface Props {
    description: Description;
    filter?: Filters; // always applied, and not shown
    header?: ReactNode; // beside the title
}

export function ListPage({ description, filter, header }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const formats = useFormats();
    const phone = usePhone();
    const list = useList(description, filter);
    const columns = useColumns(description);
    const selection = useSelection(list.rows, list.key);
    const { run: exportList, busy } = useExport(list, filter);
    const [marking, setMarking] = useState(false); // on a phone
    const { ref: bar, height: bar_height } = useElementSize();
    useScrollMemory(list.rows.length > 0);

    const many = labels.many(description);
    const { total, exact, rows } = list;
    const isPending = !useDrawn(!list.isPending);
    const count = total === undefined ? "" : `${formats.number(total)}${exact ? "" : "+"}`;
    const changeable = may(description, "delete") || (may(description, "update") && bulkFields(description).length > 0);
    const marked = selection.ids.size;
    const in_bulk = changeable && (marked > 0 || (phone && marking));
    const clearFilters = () => list.setFilters({});
    const endBulk = useCallback(() => {
        selection.clear();
        setMarking(false);
    }, [selection]);
    const state = <ListState {...{ description, list }} fixed={filter !== undefined} onClear={clearFilters} />;
    const has_state =
        !isPending && !list.hasNextPage && rows.length === 0 ? true : list.error !== null && list.isPlaceholderData;
    const failed = list.error !== null && rows.length === 0;
    const shown = {
        description,
        list: { ...list, isPending },
        columns: columns.shown,
        label: many,
        selection: changeable ? selection : null,
    };

    return (
        <div className={css.page} style={{ "--list-bar": `${bar_height + 16}px` } as CSSProperties}>
            <Group className={css.head} justify="space-between" wrap="nowrap" gap="xs" mih={44}>
                <Group gap="xs" wrap={phone ? "nowrap" : "wrap"} miw={0}>
                    <PageTitle>{many}</PageTitle>
                    <Text component="span" role="status" c="dimmed" className="numeric">
                        {count && (
                            <>
                                {count} <VisuallyHidden component="span">{many}</VisuallyHidden>
                            </>
                        )}
                    </Text>
                    <ViewsMenu {...{ description, list, columns, phone }} />
                    <News list={list} />
                </Group>
                <Group gap="xs" wrap="nowrap">
                    {!phone && header}
                    {may(description, "create") &&
                        (phone ? (
                            <ActionIcon
                                component={Link}
                                to={`/${description.name}/new`}
                                size={44}
                                variant="filled"
                                aria-label={labels.fresh(description)}
                            >
                                <IconPlus size={22} />
                            </ActionIcon>
                        ) : (
                            <Button
                                component={Link}
                                to={`/${description.name}/new`}
                                leftSection={<IconPlus size={16} aria-hidden />}
                            >
                                {labels.fresh(description)}
                            </Button>
                        ))}
                </Group>
            </Group>
            {phone && header && <div className={css.head}>{header}</div>}
            <div className={css.bar}>
                <div ref={bar}>
                    {in_bulk ? (
                        <BulkBar {...{ description, list, selection, phone }} onEnd={endBulk} />
                    ) : phone ? (
                        <PhoneToolbar
                            {...{ description, list }}
                            onExport={exportList}
                            onMark={changeable && rows.length > 0 ? () => setMarking(true) : undefined}
                        />
                    ) : (
                        <Toolbar {...{ description, list, columns }} onExport={exportList} exporting={busy} />
                    )}
                </div>
            </div>
            <VisuallyHidden role="status">
                {in_bulk && marked > 0
                    ? translate("list.selected", { smart_count: marked, count: formats.number(marked) })
                    : ""}
            </VisuallyHidden>
            {has_state || failed ? (
                state
            ) : phone ? (
                isPending ? (
                    <CardSkeletons />
                ) : (
                    <Cards {...shown} marking={in_bulk} />
                )
            ) : (
                <Table {...shown} />
            )}
            {isPending && <VisuallyHidden role="status">{translate("app.loading")}</VisuallyHidden>}
        </div>
    );
}

function CardSkeletons() {
    return (
        <Stack className={css.box} gap="lg" p="md" aria-hidden>
            {Array.from({ length: 8 }, (_, card) => (
                <Stack key={card} gap={8}>
                    <Skeleton height={14} width={card % 2 ? "45%" : "60%"} />
                    <Skeleton height={10} width="80%" />
                </Stack>
            ))}
        </Stack>
    );
}
