// What was loaded already; the one place that knows how ra-core lays lists and records out in it.
import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import type { GetListParams } from "ra-core";
import type { Row } from "./data_provider";

export const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 15_000 } },
});

type List = { data: Row[]; total?: number };
type Cached = Row | Row[] | List | InfiniteData<List> | undefined;

/** Takes the first page of a list as just loaded. */
export function keepList(resource: string, params: GetListParams, page: object): void {
    const { pagination, sort, filter, meta } = params;
    const pages = { pages: [{ ...page, pageParam: 1 }], pageParams: [1] };
    queryClient.setQueryData([resource, "getInfiniteList", { pagination, sort, filter, meta }], pages);
}

function mapRows(cached: Cached, change: (rows: Row[]) => Row[]): Cached {
    if (!cached) return cached;
    if (Array.isArray(cached)) return change(cached);
    if ("pages" in cached) {
        const list = cached as InfiniteData<List>;
        const pages = list.pages.map((page) => ({ ...page, data: change(page.data) }));
        return pages.every((page, i) => page.data === list.pages[i]?.data) ? list : { ...list, pages };
    }
    if ("data" in cached && Array.isArray(cached.data)) return { ...cached, data: change(cached.data as Row[]) };
    return change([cached as Row])[0];
}

const holds_rows = ["getOne", "getList", "getInfiniteList", "getMany", "getManyReference"];

/** Puts what is newly known of a record wherever it is shown; older news than what is there is passed over. */
export function patchRecord(resource: string, id: number, news: Partial<Row>): void {
    const change = (rows: Row[]): Row[] => {
        const stale = (row: Row) => row.id === id && !((news.version ?? Infinity) <= row.version);
        return rows.some(stale) ? rows.map((row) => (stale(row) ? { ...row, ...news } : row)) : rows;
    };
    for (const [key, cached] of queryClient.getQueriesData<Cached>({ queryKey: [resource] }))
        if (holds_rows.includes(String(key[1]))) queryClient.setQueryData(key, mapRows(cached, change));
}

/** Takes a record out of all lists. */
export function dropRecord(resource: string, id: number): void {
    const change = (rows: Row[]) => (rows.some((row) => row.id === id) ? rows.filter((row) => row.id !== id) : rows);
    for (const [key, cached] of queryClient.getQueriesData<Cached>({ queryKey: [resource] }))
        if (holds_rows.includes(String(key[1])) && key[1] !== "getOne")
            queryClient.setQueryData(key, mapRows(cached, change));
}

/** Loads anew what depends on a resource: lists that are short still, and everything counted or summed up. */
export function refresh(resource: string): void {
    void queryClient.invalidateQueries({
        queryKey: [resource],
        predicate: ({ queryKey, state }) => {
            if (queryKey[1] === "getOne" || queryKey[1] === "getMany") return false;
            const pages = (state.data as InfiniteData<unknown> | undefined)?.pages;
            return !pages || pages.length < 3;
        },
    });
}

/** Takes a record as just loaded or written, so that its page need not ask for it. */
export function keepRecord(resource: string, row: Row): void {
    queryClient.setQueryData([resource, "getOne", { id: String(row.id) }], row);
}

/** Looks again whether a record is still there. */
export function reloadRecord(resource: string, id: number): void {
    void queryClient.invalidateQueries({ queryKey: [resource, "getOne", { id: String(id) }] });
}

/** A record that is no longer there. */
export function forgetRecord(resource: string, id: number): void {
    queryClient.removeQueries({ queryKey: [resource, "getOne", { id: String(id) }] });
}

/** The rows of the lists that are loaded, the newest list first. */
function loadedLists(resource: string): Row[][] {
    return queryClient
        .getQueryCache()
        .findAll({ queryKey: [resource, "getInfiniteList"] })
        .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
        .map(({ state }) => {
            const list = state.data as InfiniteData<List> | undefined;
            return list?.pages.flatMap((page) => page.data) ?? [];
        });
}

/** What a list knows of a record: shown until the record itself is loaded. */
export function listedRecord(resource: string, id: number): Row | undefined {
    for (const rows of loadedLists(resource)) {
        const row = rows.find((one) => one.id === id);
        if (row) return row;
    }
    return undefined;
}

/** The ids of the newest list with this record in it, in its order. */
export function listWith(resource: string, id: number): number[] | undefined {
    const rows = loadedLists(resource).find((list) => list.length > 1 && list.some((row) => row.id === id));
    return rows?.map((row) => row.id);
}

// Records whose deletion can still be undone: the server has them, the lists do not show them.
const leaving = new Set<string>();
export const isLeaving = (resource: string, id: number): boolean => leaving.has(`${resource}/${id}`);
export function setLeaving(resource: string, id: number, is_leaving: boolean): void {
    if (is_leaving) leaving.add(`${resource}/${id}`);
    else leaving.delete(`${resource}/${id}`);
}

/** Of lists (`inactive`: that nobody looks at) only the first page is kept, so that they can be loaded anew at once. */
export function forgetLaterPages(resource: string, type: "inactive" | "all"): void {
    for (const query of queryClient.getQueryCache().findAll({ queryKey: [resource, "getInfiniteList"], type })) {
        const list = query.state.data as InfiniteData<List> | undefined;
        if (!list || list.pages.length < 2) continue;
        const first = { pages: list.pages.slice(0, 1), pageParams: list.pageParams.slice(0, 1) };
        queryClient.setQueryData(query.queryKey, first, { updatedAt: query.state.dataUpdatedAt });
    }
}
