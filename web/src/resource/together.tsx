// Shows the parts of a page at once, when each has loaded what it shows first, so that none moves another away.
import { useIsFetching } from "@tanstack/react-query";
import { createContext, type ReactNode, Suspense, useContext, useEffect, useState } from "react";
import { useDrawn } from "../shell/drawn";
import { Skeletons } from "../shell/skeletons";

const patience_ms = 1500; // then each shows for itself that it still loads
const pause_ms = 30; // in which what was loaded may ask for more

const Shown = createContext(true);
/** Do the parts around have the room that they need? */
export const useIsShown = (): boolean => useContext(Shown);

/** The code of the parts may be loaded then, too. */
export function Together({ children }: { children: ReactNode }) {
    return (
        <Suspense fallback={<Skeletons />}>
            <Hidden>{children}</Hidden>
        </Suspense>
    );
}

function Hidden({ children }: { children: ReactNode }) {
    const is_fetching = useIsFetching({ predicate: ({ state }) => state.data === undefined }) > 0;
    // Until what came is drawn: it may ask for more.
    const is_loading = !useDrawn(!is_fetching);
    const [late, setLate] = useState(false);
    const [shown, setShown] = useState(false);
    useEffect(() => {
        const timer = setTimeout(() => setLate(true), patience_ms);
        return () => clearTimeout(timer);
    }, []);
    useEffect(() => {
        if (is_loading && !late) return;
        const timer = setTimeout(() => setShown(true), pause_ms);
        return () => clearTimeout(timer);
    }, [is_loading, late]);
    return (
        <div style={{ position: "relative" }} aria-busy={!shown || undefined}>
            {!shown && (
                <div style={{ position: "absolute", inset: "0 0 auto" }}>
                    <Skeletons />
                </div>
            )}
            <div style={shown ? undefined : { visibility: "hidden" }}>
                <Shown.Provider value={shown}>{children}</Shown.Provider>
            </div>
        </div>
    );
}
