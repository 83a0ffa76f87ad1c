// The state of a list: rows page by page, and sort, filters and search, which stand in the address.
import { type SortPayload, useInfiniteListController } from "ra-core";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useLocation, useNavigationType } from "react-router-dom";
import { forgetLaterPages } from "../../api/cache";
import type { Row } from "../../api/data_provider";
import type { Description } from "../description";
import { specialOf } from "../registry";
import { rememberList } from "./address";

export const page_size = 50;
/** Lists that are longer than this are not loaded anew as a whole: the live feed keeps their rows fresh. */
export const pages_to_reload = 3;

export type Filters = Record<string, unknown>;

export interface List {
    resource: string;
    rows: Row[];
    total: number | undefined;
    exact: boolean; // is `total` the number, or are there more?
    sort: SortPayload;
    setSort: (sort: SortPayload) => void;
    filters: Filters; // with the search as `q`, without what the page itself asks for
    setFilters: (filters: Filters) => void;
    filtered: boolean;
    key: string; // of what is asked for
    error: Error | null;
    isPending: boolean;
    isFetching: boolean;
    isPlaceholderData: boolean; // the rows are those of what was asked for before
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => void;
    refetch: () => void;
    restart: () => void; // from the top, with what is new
}

const none: Row[] = [];

export function usualSort(description: Description): SortPayload {
    const sort = specialOf(description.name).sort;
    if (sort && description.orderings.includes(sort.field)) return sort;
    return { field: description.orderings.includes("updated_at") ? "updated_at" : "id", order: "DESC" };
}

export function useList(description: Description, filter?: Filters): List {
    const resource = description.name;
    const { search } = useLocation();
    const arrived = useNavigationType();
    // Whoever comes anew begins at the top; whoever comes back finds what was loaded.
    useState(() => {
        if (arrived !== "POP") forgetLaterPages(resource, "inactive");
    });
    const sort = useMemo(() => usualSort(description), [description]);
    const controller = useInfiniteListController<Row>({
        resource,
        disableAuthentication: true,
        exporter: false,
        perPage: page_size,
        sort,
        filter,
        storeKey: false,
        queryOptions: {
            onError: () => undefined, // shown in the list itself
            refetchOnMount: (query) => (query.state.data?.pages.length ?? 0) < pages_to_reload,
            refetchOnReconnect: (query) => (query.state.data?.pages.length ?? 0) < pages_to_reload,
        },
    });
    useEffect(() => rememberList(resource, search), [resource, search]);
    const filters = controller.filterValues as Filters;
    const { setFilters, fetchNextPage, refetch } = controller;
    return {
        resource,
        rows: controller.data ?? none,
        total: controller.total,
        exact: (controller.meta as { exact?: boolean } | undefined)?.exact ?? true,
        sort: controller.sort,
        setSort: controller.setSort,
        filters,
        setFilters: useCallback((wanted) => setFilters(wanted, undefined, false), [setFilters]),
        filtered: Object.keys(filters).length > 0,
        key: JSON.stringify([filters, controller.sort]),
        error: controller.error,
        isPending: controller.isPending ?? false,
        isFetching: controller.isFetching ?? false,
        isPlaceholderData: controller.isPlaceholderData ?? false,
        hasNextPage: controller.hasNextPage ?? false,
        isFetchingNextPage: controller.isFetchingNextPage,
        fetchNextPage: useCallback(() => void fetchNextPage(), [fetchNextPage]),
        refetch: useCallback(() => void refetch(), [refetch]),
        restart: useCallback(() => {
            forgetLaterPages(resource, "all");
            scrollTo(0, 0);
            void refetch();
        }, [resource, refetch]),
    };
}
