// What is asked of one field, in words.
import { useTranslate } from "ra-core";
import { Fragment } from "react";
import { useFormats } from "../../i18n/format";
import { type Description, type Field, useServerText } from "../description";
import { Reference } from "../value";
import { kindOf, wantedOf } from "./filters";
import type { Filters } from "./list";

const named_at_most = 2;

export function FilterText({
    description,
    field,
    filters,
}: {
    description: Description;
    field: Field;
    filters: Filters;
}) {
    const translate = useTranslate();
    const server = useServerText();
    const formats = useFormats();
    const kind = kindOf(description, field);
    const wanted = wantedOf(field, filters);
    if (wanted.empty) return translate("list.is_empty");
    const nothing = wanted.empty === false ? translate("list.is_filled") : "…";

    const value = (raw: string): string => {
        if (field.type === "date" || field.type === "timestamp")
            return /^\d{4}-\d\d-\d\d$/.test(raw) ? formats.date(raw) : raw;
        const number = Number(raw);
        return Number.isNaN(number) ? raw : formats.number(number);
    };
    if (kind === "yes_no") return wanted.yes === null ? nothing : translate(wanted.yes ? "app.yes" : "app.no");
    if (kind === "any_of") {
        if (wanted.any_of.length === 0) return wanted.text ? `“${wanted.text}”` : nothing;
        const more = wanted.any_of.length - named_at_most;
        return (
            <>
                {wanted.any_of.slice(0, named_at_most).map((one, at) => (
                    <Fragment key={one}>
                        {at > 0 && ", "}
                        {field.type === "reference" ? (
                            <Reference resource={field.references ?? ""} id={Number(one)} plain />
                        ) : (
                            server(field.choices?.find((choice) => choice.value === one)?.label ?? String(one))
                        )}
                    </Fragment>
                ))}
                {more > 0 && ` +${more}`}
            </>
        );
    }
    if (kind === "range") {
        const { from, to } = wanted;
        if (from !== null && to !== null) return from === to ? value(from) : `${value(from)} – ${value(to)}`;
        if (from !== null) return translate("list.from_value", { value: value(from) });
        if (to !== null) return translate("list.to_value", { value: value(to) });
        return nothing;
    }
    const texts = wanted.text ? [wanted.text] : wanted.any_of;
    return texts.length > 0 ? texts.map((text) => `“${text}”`).join(", ") : nothing;
}
