// The stages in their order, and what stands in each: counted and summed up by the server.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { queryClient } from "../../api/cache";
import { ApiError } from "../../api/errors";
import { query, request } from "../../api/http";
import type { Answer, Schemas } from "../../api/types";
import { type Deal, sameStage, stageKey } from "./deal";

export type Sum = Answer<"/api/pipeline/">[number];
export type Total = Sum["totals"][number];
export type Kind = Sum["kind"];

/** A record may hold any text that was imported into it; a stage has one of the kinds. */
export type StageRecord = Schemas["Stage"] & { kind: Kind };
export type Stage = Pick<StageRecord, "name" | "kind" | "probability">;

export interface Step extends Stage {
    key: string;
    is_other: boolean; // opportunities stand there, but no stage is named so
    sum?: Sum;
}

export type Filters = Record<string, unknown>;

/** Undefined until loaded. */
export function useStages(): Stage[] | undefined {
    return useQuery({
        queryKey: ["stages", "all"],
        queryFn: async () => {
            const stages = await request<StageRecord[]>("/api/stages/");
            return stages.sort((a, b) => a.position - b.position || a.id - b.id);
        },
        staleTime: 300_000,
    }).data;
}

export const sums_key = ["opportunities", "pipeline"];

export function useSums(filters: Filters, enabled = true) {
    return useQuery({
        queryKey: [...sums_key, filters],
        queryFn: ({ signal }) => {
            const { q, ...others } = filters;
            return request<Sum[]>(`/api/pipeline/${query({ ...others, search: q })}`, { signal });
        },
        placeholderData: keepPreviousData,
        enabled,
    });
}

/** A server that does not add up yet still has a board. */
export const isFailure = (error: Error | null): boolean =>
    error !== null && !(error instanceof ApiError && error.status === 404);

/** What the columns of a board are. The stages do not wait for the sums. */
export function useSteps(filters: Filters): { steps: Step[] | undefined; failed: boolean; refetch: () => void } {
    const stages = useStages();
    const { data: sums, error, refetch } = useSums(filters);
    const steps = useMemo(() => {
        if (!stages) return undefined;
        const known = new Set(stages.map((stage) => stageKey(stage.name)));
        const listed: Step[] = stages.map(({ name, kind, probability }) => ({
            name,
            kind,
            probability,
            key: stageKey(name),
            is_other: false,
            sum: sums?.find((sum) => sameStage(sum.stage, name)),
        }));
        const others: Step[] = (sums ?? [])
            .filter((sum) => !known.has(stageKey(sum.stage)))
            .map((sum) => ({
                name: sum.stage,
                kind: sum.kind,
                probability: sum.probability,
                key: stageKey(sum.stage),
                is_other: true,
                sum,
            }));
        return [...listed, ...others];
    }, [stages, sums]);
    return { steps, failed: isFailure(error), refetch: () => void refetch() };
}

function added(sum: Sum, deal: Deal, sign: 1 | -1): Sum {
    const count = Math.max(0, sum.count + sign);
    if (deal.amount === null) return { ...sum, count, without_amount: Math.max(0, sum.without_amount + sign) };
    const amount = sign * Number(deal.amount);
    const chance = (deal.probability ?? sum.probability ?? (sum.kind === "won" ? 100 : 0)) / 100;
    const there = sum.totals.find((total) => total.currency === deal.currency);
    const total: Total = {
        currency: deal.currency,
        amount: String(Number(there?.amount ?? 0) + amount),
        weighted: String(Number(there?.weighted ?? 0) + amount * chance),
    };
    const totals = there
        ? sum.totals.map((one) => (one === there ? total : one))
        : [...sum.totals, total].sort((a, b) => a.currency.localeCompare(b.currency));
    return { ...sum, count, totals };
}

/** The sums as they will be once a move is done; what the server says afterwards replaces them. */
export async function shiftSums(deal: Deal, from: string, to: string): Promise<void> {
    const loaded = queryClient.getQueriesData<Sum[]>({ queryKey: sums_key }).filter(([, sums]) => sums);
    await Promise.all(loaded.map(([queryKey]) => queryClient.cancelQueries({ queryKey, exact: true })));
    for (const [queryKey] of loaded)
        queryClient.setQueryData<Sum[]>(queryKey, (sums) =>
            sums?.map((sum) => {
                if (sameStage(sum.stage, from)) return added(sum, deal, -1);
                return sameStage(sum.stage, to) ? added(sum, deal, 1) : sum;
            }),
        );
}

/** What several stages come to together, the largest currency first. */
export function sumOf(steps: Step[]): { count: number; totals: Total[] } {
    const totals = new Map<string, Total>();
    let count = 0;
    for (const { sum } of steps) {
        count += sum?.count ?? 0;
        for (const { currency, amount, weighted } of sum?.totals ?? []) {
            const before = totals.get(currency);
            totals.set(currency, {
                currency,
                amount: String(Number(before?.amount ?? 0) + Number(amount)),
                weighted: String(Number(before?.weighted ?? 0) + Number(weighted)),
            });
        }
    }
    const largest_first = [...totals.values()].sort((a, b) => Number(b.amount) - Number(a.amount));
    return { count, totals: largest_first };
}
