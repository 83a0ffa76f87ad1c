// A list of what is to be done, whose lines do not jump away when they are ticked off.
import { useState } from "react";
import type { Interaction } from "../interactions/interaction";

/** What was ticked off stays where it is until one leaves, so that nothing jumps away from under the pointer. */
export function useKept(rows: Interaction[] | undefined): Interaction[] {
    const [kept, setKept] = useState<Map<number, Interaction>>(new Map());
    const fresh = rows?.filter((row) => kept.get(row.id) !== row) ?? [];
    const gone = rows ? [...kept.values()].filter((row) => !rows.some(({ id }) => id === row.id)) : [];
    const newly_done = gone.filter((row) => !row.next_action_done);
    if (fresh.length > 0 || newly_done.length > 0) {
        const next = new Map(kept);
        for (const row of fresh) next.set(row.id, row);
        // It left the list without having been seen done: moved, or somebody else was at it.
        for (const row of newly_done) next.delete(row.id);
        setKept(next);
    }
    return [...kept.values()].sort(
        (a, b) => (a.next_action_due ?? "").localeCompare(b.next_action_due ?? "") || a.id - b.id,
    );
}
