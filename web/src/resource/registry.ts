// Where the product hooks in what is special of a noun; without an entry everything is drawn from the description.
import type { ComponentType } from "react";
import type { Row } from "../api/data_provider";
import type { Description } from "./description";

export interface RecordProps {
    description: Description;
    record: Row;
}

export interface Named {
    id: number;
    name: string;
}

/** Milliseconds for which a name that was loaded without its record holds. */
export const names_stay = 300_000;

export interface Special {
    icon?: ComponentType<{ size?: number | string; stroke?: number | string }>;
    brief?: string; // a text of i18n: its name where there is little room
    order?: number; // in the menu; without one after the others
    key?: string; // `g` and this letter lead there
    hidden?: boolean; // not in the menu
    List?: ComponentType<{ description: Description }>; // instead of the table
    Create?: ComponentType<{ description: Description }>; // instead of the form for a new one
    Actions?: ComponentType<RecordProps>; // in the head of a record's page, before the general ones
    Aside?: ComponentType<RecordProps>; // beside the fields of a record, above its history; may be lazy
    useNames?: () => Map<number, string> | undefined; // of the records most often referred to; undefined until known
    loadNames?: (ids: readonly number[], signal: AbortSignal) => Promise<Named[]>; // instead of loading the records
    people?: boolean; // its records are who signs in: "me" is one of them
    useChoices?: () => { value: number; label: string }[] | undefined; // instead of searching among the records
    among?: Record<string, (record: Record<string, unknown>) => object>; // which records a field may refer to: a filter
    columns?: string[]; // of the table, at first
    sort?: { field: string; order: "ASC" | "DESC" }; // of the table, at first
    suggestions?: Record<string, () => string[] | undefined>; // hooks: texts that are often written in a field
    renderField?: Record<string, ComponentType<{ record: Row }>>; // instead of the value as its type is shown
}

const specials = new Map<string, Special>();
export function register(resource: string, special: Special): void {
    specials.set(resource, special);
}
export function specialOf(resource: string): Special {
    return specials.get(resource) ?? {};
}

const portals = new Map<string, ComponentType>();
/** A role that has one page of its own, with everything on it, instead of lists and records. */
export function registerPortal(role: string, page: ComponentType): void {
    portals.set(role, page);
}
export function portalOf(role: string): ComponentType | undefined {
    return portals.get(role);
}
