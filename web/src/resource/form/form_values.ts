// What stands in a form: where it begins, what can be said of it without the server, and what is sent.
import { type Description, type Field, inputs, isLong } from "../description";

export type Values = Record<string, unknown>;

export const isEmpty = (value: unknown): boolean =>
    value === undefined || value === null || (typeof value === "string" && value.trim() === "");

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Of `values` what differs from `before`; empty text and nothing are the same where nothing may be sent. */
export function differing(values: Values, before: Values): Values {
    return Object.fromEntries(
        Object.entries(values).filter(
            ([name, value]) => !same(value, before[name]) && !(isEmpty(value) && isEmpty(before[name])),
        ),
    );
}

/** The values with which a new record begins: the server's defaults, and what is given. */
export function startValues(description: Description, given: Values): Values {
    const defaults = inputs(description)
        .filter((field) => field.default !== null && field.default !== undefined)
        .map((field) => [field.name, field.default]);
    return { ...Object.fromEntries(defaults), ...given };
}

/** Values in an address, `?title=Rollout`. */
export function valuesOf(description: Description, search: URLSearchParams): Values {
    const values: Values = {};
    for (const field of inputs(description)) {
        const text = search.get(field.name);
        if (text === null || text === "") continue;
        if (field.type === "reference" || field.type === "integer") {
            if (Number.isInteger(Number(text))) values[field.name] = Number(text);
        } else values[field.name] = field.type === "boolean" ? text === "true" : text;
    }
    return values;
}

type Translate = (key: string, args?: Record<string, unknown>) => string;

/** Only what the description says; all else is the server's to judge. */
export function checked(fields: readonly Field[], values: Values, translate: Translate): Record<string, string> {
    const errors: Record<string, string> = {};
    for (const field of fields) {
        const value = values[field.name];
        if (isEmpty(value)) {
            if (field.required && field.type !== "boolean") errors[field.name] = translate("ra.validation.required");
        } else if (typeof value === "string") {
            if (field.max_length !== null && [...value].length > field.max_length)
                errors[field.name] = translate("ra.validation.maxLength", { max: field.max_length });
        } else if (field.type === "integer" && typeof value === "number") {
            if (field.min !== null && value < field.min) errors[field.name] = translate("form.min", { min: field.min });
            if (field.max !== null && value > field.max) errors[field.name] = translate("form.max", { max: field.max });
        }
    }
    return errors;
}

/** What is sent of a value: nothing is null where the field may be, and empty text elsewhere. */
export function sent(field: Field, value: unknown): unknown {
    if (!isEmpty(value)) return value;
    const textual = field.type === "text" || field.type === "email" || field.type === "choice";
    return textual && !field.nullable ? "" : null;
}

/** The body of a new record; what was left empty is the server's to fill. */
export function newBody(fields: readonly Field[], values: Values): Values {
    return Object.fromEntries(
        fields.filter((field) => !isEmpty(values[field.name])).map((field) => [field.name, values[field.name]]),
    );
}

/** Money stands beside its currency: the fields in groups that are shown and edited together. */
export function grouped(fields: readonly Field[]): Field[][] {
    const partners = new Map(fields.filter(({ currency }) => currency).map((field) => [field.currency, field]));
    const beside = (field: Field) => partners.get(field.name);
    return fields
        .filter((field) => !beside(field))
        .map((field) => [field, ...fields.filter((other) => beside(other) === field)]);
}

/** What takes the whole width: the name, and text of any length. */
export const isWide = (description: Description, group: readonly Field[]): boolean =>
    group.some((field) => !field.write_only && (isLong(field) || field.name === description.display));
