// ra-core's view of the API: lists by cursor, If-Match on changes, one Idempotency-Key for each new record.
import type {
    CreateParams,
    DataProvider,
    DeleteManyParams,
    DeleteParams,
    GetListParams,
    GetManyParams,
    GetManyReferenceParams,
    GetOneParams,
    Identifier,
    RaRecord,
    SortPayload,
    UpdateManyParams,
    UpdateParams,
} from "ra-core";
import { isLeaving, keepList } from "./cache";
import { Conflict, ApiError, errorOf } from "./errors";
import { ask, query, request } from "./http";
import type { Page, RecordFields, Schemas } from "./types";

/** A record of anything; what else is in it, the server's description of its fields says. */
export type Row = RaRecord<number> & RecordFields;

const cursors = new Map<string, string>(); // where the pages behind the first one begin
const max_cursors = 2000;

function remember(key: string, address: string): void {
    if (cursors.size > max_cursors) cursors.clear();
    const { pathname, search } = new URL(address, location.origin);
    cursors.set(key, pathname + search);
}

/** Filters as the API names them; `q` is the search. */
export function parameters(params: Pick<Partial<GetListParams>, "filter" | "sort">): Record<string, unknown> {
    const { q, ...filters } = (params.filter ?? {}) as Record<string, unknown>;
    const { field, order } = params.sort ?? { field: "id", order: "ASC" };
    return { ...filters, search: q, ordering: order === "DESC" ? `-${field}` : field };
}

async function getList(resource: string, params: GetListParams & { signal?: AbortSignal }) {
    const { page, perPage } = params.pagination ?? { page: 1, perPage: 50 };
    const asked = parameters(params);
    const key = JSON.stringify([resource, asked, perPage]);
    const from = page > 1 ? cursors.get(`${key}${page}`) : undefined;
    const address =
        from ?? `/api/${resource}/${query({ ...asked, page_size: perPage })}${page > 1 ? `&page=${page}` : "&cursor="}`;
    const wants_count = page === 1 && params.meta?.count !== false;
    const [rows, counted] = await Promise.all([
        request<Page<Row>>(address, { signal: params.signal }),
        wants_count
            ? request<Page<Row>>(
                  `/api/${resource}/${query({ ...asked, ordering: undefined, page_size: 1, page: 1 })}`,
                  { signal: params.signal },
              )
            : null,
    ]);
    if (rows.next) remember(`${key}${page + 1}`, rows.next);
    return {
        data: rows.results.filter((row) => !isLeaving(resource, row.id)),
        total: counted?.count,
        pageInfo: { hasNextPage: rows.next !== null, hasPreviousPage: page > 1 },
        meta: { exact: counted?.count_exact ?? true },
    };
}

/** Loads the first page of a list that is about to be shown. */
export async function loadList(resource: string, sort: SortPayload, rows: number): Promise<void> {
    const params = { pagination: { page: 1, perPage: rows }, sort, filter: {} };
    keepList(resource, params, await getList(resource, params));
}

/** What of the data differs from what was there. */
function changed(data: Record<string, unknown>, before: Record<string, unknown> | undefined): Record<string, unknown> {
    if (!before) return data;
    return Object.fromEntries(
        Object.entries(data).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
    );
}

async function update(
    resource: string,
    id: Identifier,
    data: Record<string, unknown>,
    before?: Record<string, unknown>,
) {
    const body = changed(data, before);
    const version = before?.version;
    const headers: Record<string, string> = version ? { "If-Match": `"${String(version)}"` } : {};
    const response = await ask(`/api/${resource}/${id}/`, { method: "PATCH", body, headers });
    if (response.status === 412) throw new Conflict(resource, id as number, body);
    if (!response.ok) throw await errorOf(response);
    return (await response.json()) as Row;
}

// What is not sent when the page is closed is never sent. Registered before whatever waits for the same moment.
let closing = false;
addEventListener("pagehide", () => (closing = true));
addEventListener("pageshow", () => (closing = false));

async function inTurn<T>(
    ids: readonly Identifier[],
    at_once: number,
    work: (id: Identifier) => Promise<T>,
): Promise<T[]> {
    const left = [...ids];
    const done: T[] = [];
    await Promise.all(
        Array.from({ length: Math.min(at_once, left.length) }, async () => {
            for (let id = left.shift(); id !== undefined; id = left.shift()) done.push(await work(id));
        }),
    );
    return done;
}

async function remove(resource: string, id: Identifier): Promise<void> {
    const response = await ask(`/api/${resource}/${id}/`, { method: "DELETE" });
    if (!response.ok && response.status !== 404) throw await errorOf(response);
}

/** Changes each of the records, named by their ids, or none. */
export async function updateEach(resource: string, rows: readonly Record<string, unknown>[]): Promise<void> {
    const response = await ask(`/api/${resource}/bulk/`, { method: "POST", body: rows });
    if (response.ok) return;
    const body = (await response
        .clone()
        .json()
        .catch(() => null)) as Partial<Schemas["BulkAnswer"]> | null;
    const refused = body?.results?.find((row) => row.status >= 400 && row.status !== 424);
    if (!refused?.error) throw await errorOf(response);
    const text = Object.values(refused.error).flat().join(" ");
    throw new ApiError(text, response.status);
}

const provider = {
    supportAbortSignal: true,
    getList,
    getOne: async (resource: string, { id, signal }: GetOneParams) => ({
        data: await request<Row>(`/api/${resource}/${id}/`, { signal }),
    }),
    getMany: async (resource: string, { ids, signal }: GetManyParams) => {
        const wanted = [...new Set(ids)].filter((id) => id !== null && id !== undefined);
        const parts: Identifier[][] = [];
        for (let at = 0; at < wanted.length; at += 200) parts.push(wanted.slice(at, at + 200));
        const pages = await Promise.all(
            parts.map((part) =>
                request<Page<Row>>(`/api/${resource}/${query({ id__in: part, page_size: 200, page: 1 })}`, { signal }),
            ),
        );
        return { data: pages.flatMap((page) => page.results) };
    },
    getManyReference: (resource: string, params: GetManyReferenceParams) =>
        getList(resource, { ...params, filter: { ...params.filter, [params.target]: params.id } }),
    create: async (resource: string, { data, meta }: CreateParams) => ({
        data: await request<Row>(`/api/${resource}/`, {
            method: "POST",
            body: data,
            headers: { "Idempotency-Key": (meta?.key as string | undefined) ?? newKey() },
        }),
    }),
    update: async (resource: string, { id, data, previousData }: UpdateParams) => ({
        data: await update(resource, id, data, previousData),
    }),
    updateMany: async (resource: string, { ids, data }: UpdateManyParams) => {
        await updateEach(
            resource,
            ids.map((id) => ({ ...data, id })),
        );
        return { data: ids };
    },
    delete: async (resource: string, { id, previousData }: DeleteParams) => {
        await remove(resource, id);
        return { data: { id, ...previousData } };
    },
    deleteMany: async (resource: string, { ids }: DeleteManyParams) => {
        await inTurn(ids, closing ? ids.length : 4, (id) => remove(resource, id));
        return { data: [...ids] };
    },
} as unknown as DataProvider;

export const dataProvider: DataProvider = provider;

/** A text that is not used twice; randomUUID exists only where the page came by https or from this machine. */
export function newKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
        "",
    );
}
