// The opportunities of one stage, loaded from the server a page at a time.
import { keepPreviousData } from "@tanstack/react-query";
import { useInfiniteGetList } from "ra-core";
import { useMemo } from "react";
import { today } from "../../i18n/time_zone";
import { useDrawn } from "../../shell/drawn";
import type { Deal } from "./deal";
import { type Order, orders } from "./filters";
import type { Filters, Step } from "./pipeline";
import { dealsOf, usePlaced } from "./placed";

export const recent_days = 90;
const page_size = 12;
const none: Deal[] = [];

/** Of what is won or lost only that of the last months is on the board. */
export const recently = (): Filters => ({ closed_at__gte: `${today(-recent_days)}T00:00:00Z` });

export function useColumnDeals(step: Step, filters: Filters, order: Order, enabled = true) {
    const closed = step.kind !== "open";
    const { data, isPending, isError, refetch, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } =
        useInfiniteGetList<Deal>(
            "opportunities",
            {
                filter: { ...filters, ...(closed && recently()), stage: step.name },
                sort: closed && order === "change" ? { field: "closed_at", order: "DESC" } : orders[order],
                pagination: { page: 1, perPage: page_size },
                meta: { count: false },
            },
            { enabled, placeholderData: keepPreviousData },
        );
    const placed = usePlaced();
    const loaded = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
    const deals = useMemo(() => dealsOf(step.name, loaded, placed), [step.name, loaded, placed]);
    const drawn = useDrawn(!isPending);
    return {
        deals: drawn ? deals : none,
        pages: data?.pages.length ?? 0,
        isPending: !drawn,
        isError,
        isStale: isPlaceholderData,
        refetch: () => void refetch(),
        hasMore: hasNextPage,
        isLoadingMore: isFetchingNextPage,
        loadMore: () => void fetchNextPage(),
    };
}
