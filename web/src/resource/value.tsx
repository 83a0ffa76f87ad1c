// A value of a field, shown as its type asks for.
import { Anchor, Badge, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useGetManyAggregate, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import type { Row } from "../api/data_provider";
import { useFormats } from "../i18n/format";
import { type Field, may, recordName, useDescription, useServerText } from "./description";
import { useKnownNames } from "./reference_names";
import { names_stay, specialOf } from "./registry";

/** The name of a record that another refers to; within ReferenceNames the page has asked for the names of many already. */
export function useReferenceName(resource: string, id: number | null | undefined): string | undefined {
    const known = useKnownNames();
    // What stands within it does so as long as it lives.
    return known ? (id ? known(resource, id) : undefined) : useAskedName(resource, id);
}

function useAskedName(resource: string, id: number | null | undefined): string | undefined {
    const description = useDescription(resource);
    const { useNames, loadNames } = specialOf(resource);
    // Which hook a resource has does not change while the app runs.
    const names = useNames?.();
    const known = id ? names?.get(id) : undefined;
    const unknown = Boolean(id) && known === undefined && (!useNames || names !== undefined);
    const ids = id ? [id] : [];
    const { data: named } = useQuery({
        queryKey: [resource, "names", ids],
        queryFn: ({ signal }) => loadNames!(ids, signal),
        enabled: unknown && loadNames !== undefined,
        staleTime: names_stay,
    });
    const { data } = useGetManyAggregate<Row>(
        resource,
        { ids },
        { enabled: unknown && !loadNames && may(description, "read") },
    );
    return known ?? named?.[0]?.name ?? (id && data?.[0] ? recordName(description, data[0]) : undefined);
}

interface ReferenceProps {
    resource: string;
    id: number;
    plain?: boolean;
}

export function Reference({ resource, id, plain = false }: ReferenceProps) {
    const name = useReferenceName(resource, id) ?? `#${id}`;
    const readable = may(useDescription(resource), "read") && !plain;
    return readable ? (
        <Anchor component={Link} to={`/${resource}/${id}`} inherit>
            {name}
        </Anchor>
    ) : (
        <span>{name}</span>
    );
}

/** `plain`: without links, for where the whole line is one already. */
export function Value({ field, record, plain = false }: { field: Field; record: Row; plain?: boolean }) {
    const formats = useFormats();
    const translate = useTranslate();
    const server = useServerText();
    const value: unknown = record[field.name];
    if (value === null || value === undefined || value === "")
        return (
            <Text component="span" inherit c="dimmed" aria-label={translate("app.none")}>
                –
            </Text>
        );
    switch (field.type) {
        case "reference":
            return <Reference resource={field.references ?? ""} id={value as number} plain={plain} />;
        case "money":
            return (
                <span className="numeric">
                    {formats.money(value as string, String(field.currency ? (record[field.currency] ?? "") : ""))}
                </span>
            );
        case "date":
            return <span className="numeric">{formats.date(value as string)}</span>;
        case "timestamp":
            return (
                <time className="numeric" dateTime={value as string} title={formats.time(value as string)}>
                    {formats.ago(value as string)}
                </time>
            );
        case "integer":
            return <span className="numeric">{formats.number(value as number)}</span>;
        case "boolean":
            return value ? (
                <IconCheck size={16} aria-label={translate("app.yes")} role="img" />
            ) : (
                <span>{translate("app.no")}</span>
            );
        case "choice": {
            const choice = field.choices?.find((one) => one.value === value);
            return (
                <Badge variant="light" color="gray" tt="none" fw={500} c="inherit">
                    {server(choice?.label ?? String(value))}
                </Badge>
            );
        }
        case "email":
            return plain ? (
                <span>{String(value)}</span>
            ) : (
                <Anchor href={`mailto:${String(value)}`} inherit>
                    {String(value)}
                </Anchor>
            );
        default: {
            const text = String(value);
            return !plain && /^https?:\/\/\S+$/.test(text) ? (
                <Anchor href={text} target="_blank" rel="noopener noreferrer" inherit>
                    {text}
                </Anchor>
            ) : (
                <span>{text}</span>
            );
        }
    }
}
