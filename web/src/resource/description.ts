// What the server says of its resources and their fields: lists, forms and pages are drawn from it.
import { useQuery } from "@tanstack/react-query";
import { useI18nProvider, useTranslate } from "ra-core";
import { createContext, createElement, type ReactNode, useCallback, useContext, useMemo } from "react";
import { request } from "../api/http";
import type { Answer } from "../api/types";
import { inSentence } from "../i18n";
import { specialOf } from "./registry";

type Told = Answer<"/api/resources/">[number];
export type Field = Told["fields"][number] & { out_of_reach?: boolean }; // refers to what the user may not choose from
export type Description = Told & { fields: Field[] };
export type FieldType = Field["type"];
export type Act = Description["may"][number];

export const descriptionsQuery = {
    queryKey: ["descriptions"],
    queryFn: () => request<Told[]>("/api/resources/"),
    staleTime: Infinity,
};

// What one may not read one cannot choose from, unless the product offers choices.
function isOutOfReach(all: Told[], resource: string, { name, references }: Field): boolean {
    if (references === null) return false;
    if (specialOf(references).useChoices && !specialOf(resource).among?.[name]) return false;
    return !may(
        all.find((one) => one.name === references),
        "read",
    );
}

const Descriptions = createContext<Description[] | undefined>(undefined);

/** Asked for once for all: every value on a page wants them. */
export function Described({ children }: { children: ReactNode }) {
    const { data } = useQuery(descriptionsQuery);
    const value = useMemo(
        () =>
            data?.map((one) => ({
                ...one,
                fields: one.fields.map((field) => ({ ...field, out_of_reach: isOutOfReach(data, one.name, field) })),
            })),
        [data],
    );
    return createElement(Descriptions.Provider, { value }, children);
}

/** All that the signed-in user may see. Suspends nothing: undefined until loaded. */
export const useDescriptions = (): Description[] | undefined => useContext(Descriptions);

export function useDescription(resource: string): Description | undefined {
    return useDescriptions()?.find((description) => description.name === resource);
}

export function may(description: Told | undefined, act: Act): boolean {
    return description?.may.includes(act) ?? false;
}

/** Fields that every record has and that say nothing of what it is about. */
const bookkeeping = ["id", "external_id", "created_at", "updated_at", "version"];
export const isBookkeeping = (field: Field): boolean => bookkeeping.includes(field.name);

/** Text of any length is written and read in several lines. */
export const isLong = (field: Field): boolean => field.type === "text" && field.max_length === null;

/** What the server takes. */
export const writable = (description: Description): Field[] =>
    description.fields.filter((field) => !field.read_only && !isBookkeeping(field));

/** What a form asks for. */
export const inputs = (description: Description): Field[] =>
    writable(description).filter((field) => !field.out_of_reach);

const names = ["name", "title", "username"]; // until it is loaded which field names a record, or where only that was asked for

export function recordName(
    description: Description | undefined,
    record: ({ id: number } & object) | undefined,
): string {
    if (!record) return "";
    const named = [description?.display, ...names].find((name) => name && name in record);
    const text = named ? (record as Record<string, unknown>)[named] : undefined;
    return text ? String(text) : `#${record.id}`;
}

const numbers = /\d+/g;

/**
 * Texts of the server in the user's language: labels and messages are looked up by what they are in English, also with
 * `#` for each number.
 */
export function useServerText(): (text: string) => string {
    const translate = useTranslate();
    return useCallback(
        (text: string) => {
            if (!text) return "";
            const key = `server.${text.replaceAll(".", "·")}`;
            const found = text.match(numbers) ?? [];
            const general = found.length > 0 ? translate(key.replace(numbers, "#"), { _: text }) : text;
            return translate(key, { _: general.replaceAll("#", () => found.shift() ?? "#") });
        },
        [translate],
    );
}

export function useLabels(): {
    field: (field: Field) => string;
    one: (d: Description) => string;
    many: (d: Description) => string;
    fresh: (d: Description, name?: string) => string; // a new one, perhaps of that name
} {
    const translate = useTranslate();
    const locale = useI18nProvider().getLocale();
    const text = useServerText();
    return {
        field: (field) => text(field.label),
        one: (description) => text(description.label),
        many: (description) => text(description.label_plural),
        fresh: (description, called) =>
            translate(called ? "app.new_called" : "app.new_of", {
                name: inSentence(text(description.label), locale),
                text: called,
            }),
    };
}
