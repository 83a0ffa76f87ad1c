// What a field can be filtered by, as its description says, and how that stands in the address.
import type { Description, Field } from "../description";
import { specialOf } from "../registry";
import { dayBegin, dayEnd, dayOf } from "./days";
import type { Filters } from "./list";

export type Kind = "any_of" | "contains" | "equals" | "range" | "yes_no" | "empty";

/** What is asked of one field. */
export interface Wanted {
    any_of: (string | number)[];
    text: string;
    from: string | null;
    to: string | null;
    yes: boolean | null;
    empty: boolean | null;
}

const offers = (field: Field, lookup: string): boolean =>
    field.filters.includes(lookup ? `${field.name}__${lookup}` : field.name);

export const offersEmpty = (field: Field): boolean => offers(field, "isnull");

export function kindOf(description: Description, field: Field): Kind | null {
    if (field.name === "id" || field.name === "version") return null;
    if (field.out_of_reach) return offersEmpty(field) ? "empty" : null;
    const has_suggestions = specialOf(description.name).suggestions?.[field.name] !== undefined;
    if (field.type === "boolean") return offers(field, "") ? "yes_no" : null;
    if (field.type === "choice" || field.type === "reference" || has_suggestions)
        if (offers(field, "in") || offers(field, "")) return "any_of";
    if (offers(field, "gte") && offers(field, "lte")) return "range";
    if (offers(field, "icontains")) return "contains";
    if (offers(field, "")) return "equals";
    return offersEmpty(field) ? "empty" : null;
}

export const filterable = (description: Description): Field[] =>
    description.fields.filter((field) => kindOf(description, field) !== null);

export const takesMany = (field: Field): boolean => offers(field, "in");

/** Fields that are filtered by now, in the order in which that was asked for. */
export function filtered(description: Description, filters: Filters): Field[] {
    const found = Object.keys(filters).map((name) => description.fields.find((field) => field.filters.includes(name)));
    return [...new Set(found.filter((field) => field !== undefined))];
}

/** Names in the address that no field has. */
export const unknownFilters = (description: Description, filters: Filters): string[] =>
    Object.keys(filters).filter(
        (name) => name !== "q" && !description.fields.some((field) => field.filters.includes(name)),
    );

export function withoutField(field: Field, filters: Filters): Filters {
    return Object.fromEntries(Object.entries(filters).filter(([name]) => !field.filters.includes(name)));
}

const several = (value: unknown): (string | number)[] =>
    Array.isArray(value) ? (value as (string | number)[]) : String(value).split(",");

export function wantedOf(field: Field, filters: Filters): Wanted {
    const value = (lookup: string): unknown => filters[lookup ? `${field.name}__${lookup}` : field.name];
    const text = (...lookups: string[]): string | null => {
        const found = lookups.map(value).find((one) => one !== undefined);
        return found === undefined ? null : String(found);
    };
    const truth = (of: unknown): boolean | null => (of === undefined ? null : String(of) === "true");
    const one = value("");
    const any_of = value("in") ?? (one === undefined ? undefined : [one]);
    const day = (at: string | null) => (at && field.type === "timestamp" && at.includes("T") ? dayOf(at) : at);
    return {
        any_of: (any_of === undefined ? [] : several(any_of)).map((one) =>
            field.type === "reference" ? Number(one) : one,
        ),
        text: text("icontains", "istartswith", "") ?? "",
        from: day(text("gte", "gt", "")),
        to: day(text("lte", "lt", "")),
        yes: truth(value("")),
        empty: truth(value("isnull")),
    };
}

/** The filters with what is now wanted of one field. */
export function withField(kind: Kind, field: Field, filters: Filters, wanted: Wanted): Filters {
    const next = withoutField(field, filters);
    const put = (lookup: string, value: unknown) => {
        if (value !== null && value !== "") next[lookup ? `${field.name}__${lookup}` : field.name] = value;
    };
    if (wanted.empty !== null) put("isnull", wanted.empty);
    if (wanted.empty) return next;
    if (kind === "any_of" && wanted.any_of.length > 0)
        // One alone, which may have a comma in it.
        if (takesMany(field) && wanted.any_of.length > 1) put("in", wanted.any_of);
        else put("", wanted.any_of[0]);
    if (kind === "contains") put("icontains", wanted.text.trim());
    if (kind === "equals") put("", wanted.text.trim());
    if (kind === "yes_no") put("", wanted.yes);
    if (kind === "range") {
        const days = field.type === "timestamp";
        put("gte", days && wanted.from ? dayBegin(wanted.from) : wanted.from);
        put("lte", days && wanted.to ? dayEnd(wanted.to) : wanted.to);
    }
    return next;
}
