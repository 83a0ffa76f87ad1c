// Which fields a table shows: the user's choice, else what the noun names, else the first ones.
import { useStore } from "ra-core";
import { useCallback, useMemo } from "react";
import { useMe } from "../../shell/signed_in";
import { type Description, type Field, isBookkeeping, isLong } from "../description";
import { specialOf } from "../registry";

const columns_at_first = 5;

/** The field that names a record, if it has one. */
export function nameField(description: Description): Field | undefined {
    return description.fields.find((field) => field.name === description.display);
}

export const possibleColumns = (description: Description): Field[] =>
    description.fields.filter((field) => !field.write_only && field.name !== "version");

export function usualColumns(description: Description): string[] {
    const special = specialOf(description.name).columns;
    if (special) return special;
    const telling = description.fields.filter((field) => !isBookkeeping(field) && !isLong(field) && !field.write_only);
    return [...telling.slice(0, columns_at_first).map((field) => field.name), "updated_at"];
}

/** In their order; what names the record is always there, and first. */
export function columnsOf(description: Description, names: readonly string[]): Field[] {
    const possible = possibleColumns(description);
    const first = nameField(description);
    const rest = names
        .map((name) => possible.find((field) => field.name === name))
        .filter((field) => field !== undefined);
    const all = first ? [first, ...rest.filter((field) => field !== first)] : rest;
    return all.length > 0 ? all : possible.slice(0, 1);
}

export interface Columns {
    shown: Field[];
    names: string[];
    change: (names: string[] | null) => void; // null: as at first
}

export function useColumns(description: Description): Columns {
    const me = useMe();
    const [chosen, setChosen] = useStore<string[] | null>(`list.columns.${me.id}.${description.name}`, null);
    const names = useMemo(() => chosen ?? usualColumns(description), [chosen, description]);
    const shown = useMemo(() => columnsOf(description, names), [description, names]);
    const change = useCallback((wanted: string[] | null) => setChosen(wanted), [setChosen]);
    return { shown, names, change };
}

const weights: Record<Field["type"], number> = {
    text: 2,
    email: 2.2,
    boolean: 0.9,
    integer: 1,
    timestamp: 1.3,
    date: 1.2,
    money: 1.5,
    reference: 1.7,
    choice: 1.3,
};
const least_width = 76; // px for a weight of 1
const letter = 0.09; // of that, in the head
const padding = 0.4;

/** How wide each column is, in parts of the table, and how wide the table must be for that. */
export function columnWidths(shown: readonly Field[]): { parts: number[]; least: number } {
    const weighed = shown.map((field, at) => {
        const content = at === 0 ? 2.4 : isLong(field) ? 3 : weights[field.type];
        return Math.max(content, field.label.length * letter + padding);
    });
    const sum = weighed.reduce((a, b) => a + b, 0);
    return { parts: weighed.map((weight) => weight / sum), least: sum * least_width };
}

export const isNumeric = (field: Field): boolean => field.type === "money" || field.type === "integer";
