// The addresses of lists with sort and filters, as ra-core reads them.
import type { SortPayload } from "ra-core";

/** What follows the path of a list. */
export function listSearch(filter: Record<string, unknown>, sort?: SortPayload): string {
    // Also where nothing is filtered: a noun with a page of its own knows by it that its table is meant.
    const search = new URLSearchParams({ filter: JSON.stringify(filter) });
    if (sort) {
        search.set("order", sort.order);
        search.set("sort", sort.field);
    }
    return `?${search.toString()}`;
}

export function listAddress(resource: string, filter: Record<string, unknown> = {}, sort?: SortPayload): string {
    return `/${resource}${listSearch(filter, sort)}`;
}

const last = new Map<string, string>();
export function rememberList(resource: string, search: string): void {
    last.set(resource, search);
}

/** The list of a resource as it was seen last: where "back to the list" leads. */
export function lastList(resource: string): string {
    return `/${resource}${last.get(resource) ?? ""}`;
}
