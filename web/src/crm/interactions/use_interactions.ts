// Interactions, newest first, as far back as one asks.
import { useInfiniteGetList } from "ra-core";
import { useMemo } from "react";
import type { Interaction } from "./interaction";

/** `rows` is undefined until the first page is there. */
export function useInteractions(filter: Record<string, unknown>, at_once: number) {
    const { data, ...state } = useInfiniteGetList<Interaction>("interactions", {
        pagination: { page: 1, perPage: at_once },
        sort: { field: "date", order: "DESC" },
        filter,
        meta: { count: false },
    });
    const rows = useMemo(() => data?.pages.flatMap((page) => page.data), [data]);
    return { ...state, rows };
}
