// How much there is of everything: whether the system is new.
import { useQuery } from "@tanstack/react-query";
import type { Row } from "../../api/data_provider";
import { query, request } from "../../api/http";
import type { Page } from "../../api/types";
import { may, useDescription } from "../../resource/description";

export interface Counts {
    customers: number;
    interactions: number;
    opportunities: number;
    users: number;
}

/** Customers, up to which one is still at the beginning. */
export const few = 10;

/** 1 where it does not matter. */
function useCount(resource: keyof Counts, matters = true): number | undefined {
    const readable = may(useDescription(resource), "read") && matters;
    const { data, isError } = useQuery({
        queryKey: [resource, "number"],
        queryFn: () => request<Page<Row>>(`/api/${resource}/${query({ page_size: 1, page: 1 })}`),
        enabled: readable,
    });
    // Who cannot count is not kept from the page.
    return !readable || isError ? 1 : data?.count;
}

export function useCounts(): Counts | undefined {
    const customers = useCount("customers");
    const is_beginning = customers !== undefined && customers <= few;
    const interactions = useCount("interactions", is_beginning);
    const opportunities = useCount("opportunities", is_beginning);
    const users = useCount("users", is_beginning);
    if (customers === undefined || interactions === undefined || opportunities === undefined || users === undefined)
        return undefined;
    return { customers, interactions, opportunities, users };
}
