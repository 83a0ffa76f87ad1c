// Texts that are often written in the fields of an opportunity.
import { useQuery } from "@tanstack/react-query";
import { query, request } from "../../api/http";
import type { Page } from "../../api/types";
import type { Deal } from "./deal";
import { useStages } from "./pipeline";

const recent_deals = 100;
const most_reasons = 8;

async function frequentReasons(stages: string[]): Promise<string[]> {
    const asked = query({ stage__in: stages, ordering: "-closed_at", page_size: recent_deals });
    const { results } = await request<Page<Deal>>(`/api/opportunities/${asked}&cursor=`);
    const counted = new Map<string, { text: string; count: number }>();
    for (const deal of results) {
        const text = deal.lost_reason?.trim();
        if (!text || text.length > 60) continue;
        const key = text.toLowerCase();
        counted.set(key, { text, count: (counted.get(key)?.count ?? 0) + 1 });
    }
    return [...counted.values()]
        .sort((a, b) => b.count - a.count)
        .slice(0, most_reasons)
        .map(({ text }) => text);
}

/** The reasons that were named most for what was lost lately. */
export function useLostReasons(): string[] | undefined {
    const lost = useStages()
        ?.filter((stage) => stage.kind === "lost")
        .map((stage) => stage.name);
    return useQuery({
        queryKey: ["opportunities", "lost_reasons", lost],
        queryFn: () => frequentReasons(lost ?? []),
        enabled: Boolean(lost?.length),
        staleTime: 600_000,
    }).data;
}

export const useStageNames = (): string[] | undefined => useStages()?.map((stage) => stage.name);

const usual = ["EUR", "USD", "GBP", "CHF"];
const currencies = [...new Set([...usual, ...Intl.supportedValuesOf("currency")])];
export const useCurrencies = (): string[] => currencies;
