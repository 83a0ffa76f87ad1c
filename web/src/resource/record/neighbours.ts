// Which record comes before and after this one in the list that one came from.
import { useEffect, useMemo } from "react";
import { listWith } from "../../api/cache";

// The list may be forgotten while one leafs through its records.
const walked = new Map<string, number[]>();

export interface Neighbours {
    previous?: number;
    next?: number;
}

export function useNeighbours(resource: string, id: number): Neighbours {
    const ids = useMemo(() => {
        const kept = walked.get(resource);
        return listWith(resource, id) ?? (kept?.includes(id) ? kept : undefined);
    }, [resource, id]);
    useEffect(() => {
        if (ids) walked.set(resource, ids);
    }, [resource, ids]);
    const at = ids?.indexOf(id) ?? -1;
    return at < 0 || !ids ? {} : { previous: ids[at - 1], next: ids[at + 1] };
}
