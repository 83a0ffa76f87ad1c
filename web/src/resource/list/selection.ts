// Which rows are marked. Kept as long as the list stays the same: nobody changes rows that are not on the screen.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Row } from "../../api/data_provider";

export interface Selection {
    ids: ReadonlySet<number>;
    toggle: (id: number, to_here?: boolean) => void; // to_here: all from the one before
    all: () => void;
    clear: () => void;
}

const nothing: ReadonlySet<number> = new Set();

export function useSelection(rows: readonly Row[], list: string): Selection {
    const [marked, setMarked] = useState(nothing);
    const anchor = useRef<number | null>(null);
    const shown = useRef(rows);
    shown.current = rows;

    const clear = useCallback(() => {
        anchor.current = null;
        setMarked(nothing);
    }, []);
    useEffect(clear, [list, clear]);

    const toggle = useCallback((id: number, to_here = false) => {
        const before = anchor.current;
        anchor.current = id;
        setMarked((ids) => {
            const on = !ids.has(id);
            const next = new Set(ids);
            const at = (wanted: number | null) => shown.current.findIndex((row) => row.id === wanted);
            const [from, to] = [at(before), at(id)].sort((a, b) => a - b) as [number, number];
            const range = to_here && from >= 0 ? shown.current.slice(from, to + 1).map((row) => row.id) : [id];
            for (const one of range) {
                if (on) next.add(one);
                else next.delete(one);
            }
            return next;
        });
    }, []);
    const all = useCallback(() => setMarked(new Set(shown.current.map((row) => row.id))), []);

    // What others deleted meanwhile is not marked any more.
    const ids = useMemo(() => {
        if (marked.size === 0) return nothing;
        const there = new Set(rows.map((row) => row.id));
        const left = [...marked].filter((id) => there.has(id));
        return left.length === marked.size ? marked : new Set(left);
    }, [marked, rows]);
    return useMemo(() => ({ ids, toggle, all, clear }), [ids, toggle, all, clear]);
}
