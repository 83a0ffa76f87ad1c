// Where opportunities were just put, before the server's lists say so: an entry is outdone by any newer version.
import type { InfiniteData } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { queryClient } from "../../api/cache";
import { type Deal, sameStage } from "./deal";

export interface Placed {
    deal: Deal; // with the stage where it was put
    version: number; // up to which lists are older than this
}

const kept_for = 10_000; // lists are loaded anew long before
let placed: ReadonlyMap<number, Placed> = new Map();
const listeners = new Set<() => void>();

function change(write: (all: Map<number, Placed>) => void): void {
    const next = new Map(placed);
    write(next);
    placed = next;
    listeners.forEach((listener) => listener());
}

export function place(deal: Deal, stage: string): Placed {
    const entry = { deal: { ...deal, stage }, version: deal.version };
    change((all) => all.set(deal.id, entry));
    return entry;
}

/** The server has it where `mine` put it, or elsewhere: keeps older lists from showing it otherwise for a while. */
export function settle(mine: Placed, deal: Deal): void {
    const present = placed.get(deal.id);
    if (present && present !== mine) {
        // Put elsewhere again meanwhile, it stays there.
        change(() => (present.version = deal.version));
        return;
    }
    const entry = { deal, version: deal.version };
    change((all) => all.set(deal.id, entry));
    setTimeout(() => unplace(entry), kept_for);
}

export function unplace(mine: Placed): void {
    if (placed.get(mine.deal.id) === mine) change((all) => all.delete(mine.deal.id));
}

export function usePlaced(): ReadonlyMap<number, Placed> {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        () => placed,
    );
}

/** The opportunities of a stage: those loaded that are not put elsewhere, and before them those put here. */
export function dealsOf(stage: string, loaded: Deal[], all: ReadonlyMap<number, Placed>): Deal[] {
    const seen = new Set<number>();
    const here = loaded.flatMap((deal) => {
        if (seen.has(deal.id)) return [];
        seen.add(deal.id);
        const put = all.get(deal.id);
        const known = put && deal.version <= put.version ? put.deal : deal;
        return sameStage(known.stage, stage) ? [known] : [];
    });
    const arrived = [...all.values()].filter(({ deal }) => !seen.has(deal.id) && sameStage(deal.stage, stage));
    return [...arrived.map(({ deal }) => deal).reverse(), ...here];
}

/** An opportunity of which a list is loaded, as it stands now. */
export function findDeal(id: number): Deal | undefined {
    const put = placed.get(id);
    let found: Deal | undefined;
    const lists = queryClient.getQueriesData<InfiniteData<{ data: Deal[] }>>({
        queryKey: ["opportunities", "getInfiniteList"],
    });
    for (const [, list] of lists)
        for (const page of list?.pages ?? [])
            for (const deal of page.data) if (deal.id === id && (!found || deal.version > found.version)) found = deal;
    return put && (!found || found.version <= put.version) ? put.deal : found;
}
