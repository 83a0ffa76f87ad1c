// Which records somebody has opened last; only where they are is kept, what they are called is asked when it is shown.
import { useStore } from "ra-core";
import { useEffect } from "react";
import { useMe } from "./signed_in";

export interface Opened {
    resource: string;
    id: number;
}

const kept_at_most = 12;

export function useRecent(): [Opened[], (update: (before: Opened[]) => Opened[]) => void] {
    const [opened, set] = useStore<Opened[]>(`recent.${useMe().id}`, []);
    return [opened, (update) => set(update(opened))];
}

/** Remembers that this record was opened, the last one first. */
export function useRemember(resource: string, id: number | null): void {
    const [opened, update] = useRecent();
    const first = opened[0];
    useEffect(() => {
        if (id === null || (first?.id === id && first.resource === resource)) return;
        update((before) =>
            [{ resource, id }, ...before.filter((one) => one.id !== id || one.resource !== resource)].slice(
                0,
                kept_at_most,
            ),
        );
        // Once for each record that is opened.
    }, [resource, id]);
}
