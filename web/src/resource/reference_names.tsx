// Names of the records to which the rows of a long list refer, asked for by the page: a question for each row would, after
// some thousand rows, make the cache slow.
import { useQueries } from "@tanstack/react-query";
import { useDataProvider } from "ra-core";
import { createContext, type ReactNode, useContext, useMemo, useRef } from "react";
import type { Row } from "../api/data_provider";
import { type Field, may, recordName, useDescription, useDescriptions } from "./description";
import { type Named, names_stay, specialOf } from "./registry";

type NameOf = (resource: string, id: number) => string | undefined;
const Names = createContext<NameOf | null>(null);

/** Null where nobody asked for many at once. */
export function useKnownNames(): NameOf | null {
    return useContext(Names);
}

/** The same for few rows, of all fields of their resource. */
export function NamesIn({ resource, rows, children }: { resource: string; rows: readonly Row[]; children: ReactNode }) {
    const fields = useDescription(resource)?.fields;
    if (!fields) return null;
    return (
        <ReferenceNames fields={fields} all_fields={fields} rows={rows} from={0} to={rows.length - 1}>
            {children}
        </ReferenceNames>
    );
}

const chunk = 50; // rows
const dataOf = (results: { data: (Row | Named)[] | undefined }[]) => results.map((result) => result.data);

interface Props {
    fields: readonly Field[]; // those that are shown
    all_fields: readonly Field[]; // of the resource
    rows: readonly Row[];
    from: number; // the rows on the screen
    to: number;
    children: ReactNode;
}

export function ReferenceNames({ fields, all_fields, rows, from, to, children }: Props) {
    const data = useDataProvider();
    const descriptions = useDescriptions();
    const resources = [...new Set(all_fields.map((field) => field.references).filter((name) => name !== null))];
    // The fields of a resource, and the hooks of a noun, do not change while the app runs.
    const own = new Map(resources.map((resource) => [resource, specialOf(resource).useNames?.()]));
    const readable = (resource: string) =>
        may(
            descriptions?.find(({ name }) => name === resource),
            "read",
        );
    const asked = resources
        .filter((resource) => own.get(resource) || !specialOf(resource).useNames)
        .filter((resource) => specialOf(resource).loadNames || readable(resource))
        .flatMap((resource) => {
            const names = fields.filter((field) => field.references === resource).map((field) => field.name);
            if (names.length === 0) return [];
            const parts: { resource: string; ids: number[] }[] = [];
            for (let at = Math.floor(from / chunk) * chunk; at <= to; at += chunk) {
                const ids = rows
                    .slice(at, at + chunk)
                    .flatMap((row) => names.map((name) => row[name] as number | null));
                const wanted = [...new Set(ids.filter((id) => typeof id === "number"))]
                    .filter((id) => !own.get(resource)?.has(id))
                    .sort((a, b) => a - b);
                if (wanted.length > 0) parts.push({ resource, ids: wanted });
            }
            return parts;
        });
    const found = useQueries({
        queries: asked.map(({ resource, ids }) => {
            const { loadNames } = specialOf(resource);
            if (loadNames)
                return {
                    queryKey: [resource, "names", ids],
                    queryFn: ({ signal }: { signal: AbortSignal }): Promise<(Row | Named)[]> => loadNames(ids, signal),
                    staleTime: names_stay,
                };
            return {
                queryKey: [resource, "getMany", { ids: ids.map(String), meta: undefined }],
                queryFn: ({ signal }: { signal: AbortSignal }): Promise<(Row | Named)[]> =>
                    data.getMany<Row>(resource, { ids, signal }).then((answer) => answer.data),
            };
        }),
        combine: dataOf,
    });
    // What was named once stays so while other parts are loaded.
    const kept = useRef(new Map<string, string>());
    const version = useRef({});
    const seen = useRef<unknown>(null);
    if (seen.current !== found) {
        seen.current = found;
        version.current = {};
        found.forEach((records, at) => {
            const resource = asked[at]?.resource ?? "";
            const description = descriptions?.find(({ name }) => name === resource);
            records?.forEach((row) => kept.current.set(`${resource}/${row.id}`, recordName(description, row)));
        });
    }
    const people = [...own.values()];
    const nameOf = useMemo<NameOf>(
        () => (resource, id) => own.get(resource)?.get(id) ?? kept.current.get(`${resource}/${id}`),
        [version.current, ...people],
    );
    return <Names.Provider value={nameOf}>{children}</Names.Provider>;
}
