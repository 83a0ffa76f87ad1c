// Whoever comes back to a list finds it where it was left.
import { useEffect } from "react";
import { useLocation, useNavigationType } from "react-router-dom";

const offsets = new Map<string, number>(); // of each entry of the browser's history
const kept_at_most = 200;

export function useScrollMemory(ready: boolean): void {
    const { key } = useLocation();
    const arrived = useNavigationType();
    useEffect(() => {
        const keep = () => {
            if (offsets.size > kept_at_most) offsets.clear();
            offsets.set(key, window.scrollY);
        };
        addEventListener("scroll", keep, { passive: true });
        return () => removeEventListener("scroll", keep);
    }, [key]);
    useEffect(() => {
        if (!ready) return;
        const before = arrived === "POP" ? offsets.get(key) : undefined;
        if (before) window.scrollTo({ top: before });
    }, [ready, key, arrived]);
}
