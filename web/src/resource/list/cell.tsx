// What stands in a cell of a row.
import { memo } from "react";
import type { Row } from "../../api/data_provider";
import { type Field, isLong } from "../description";
import { specialOf } from "../registry";
import { Value } from "../value";

const long_enough = 160; // characters of a text that has no end

interface Props {
    resource: string;
    field: Field;
    record: Row;
    linked?: boolean; // it stands in a link: what the noun shows instead may have links of its own
}

export const Cell = memo(function Cell({ resource, field, record, linked = false }: Props) {
    const Own = linked ? undefined : specialOf(resource).renderField?.[field.name];
    if (Own) return <Own record={record} />;
    const value: unknown = record[field.name];
    if (isLong(field) && typeof value === "string" && value !== "") return <span>{value.slice(0, long_enough)}</span>;
    return <Value field={field} record={record} plain />;
});
