// Nobody loses what was typed by leaving: asks before a page or dialog is left, and the browser before it is closed.
import {
    createContext,
    lazy,
    type ReactNode,
    Suspense,
    useCallback,
    useContext,
    useEffect,
    useId,
    useState,
    useSyncExternalStore,
} from "react";
import { useBlocker } from "react-router-dom";

const load = () => import("./unsaved_dialog");
const UnsavedDialog = lazy(load);

// The router has room for one guard only, and there may be several forms.
const unsaved = new Set<string>();
const Scope = createContext<Set<string>>(unsaved);

/** Says whether something here is not saved; the result lets go at once, before a page is left on purpose. */
export function useUnsaved(dirty: boolean): () => void {
    const id = useId();
    const scope = useContext(Scope);
    const letGo = useCallback(() => {
        unsaved.delete(id);
        scope.delete(id);
    }, [id, scope]);
    useEffect(() => {
        if (dirty) {
            void load().catch(() => undefined); // there when it is needed, whatever the network does then
            unsaved.add(id);
            scope.add(id);
        } else letGo();
        return letGo;
    }, [dirty, id, scope, letGo]);
    return letGo;
}

let asked: (() => void) | null = null; // what is done when the answer is to leave
const listeners = new Set<() => void>();
function setAsked(leave: (() => void) | null): void {
    asked = leave;
    listeners.forEach((listener) => listener());
}
const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
};

/** Does what loses whatever is not saved: at once where nothing is, else when that is the answer. */
export function leaveThen(leave: () => void): void {
    if (unsaved.size > 0) setAsked(leave);
    else leave();
}

/** Around what is closed as one: `close` asks only for what is not saved in it. */
export function useUnsavedScope(close: () => void): { close: () => void; scope: (children: ReactNode) => ReactNode } {
    const [own] = useState(() => new Set<string>());
    return {
        close: () => (own.size > 0 ? setAsked(close) : close()),
        scope: (children) => <Scope.Provider value={own}>{children}</Scope.Provider>,
    };
}

/** Stands once in the layout. */
export function UnsavedGuard() {
    const leave = useSyncExternalStore(subscribe, () => asked);
    const blocker = useBlocker(
        ({ currentLocation: from, nextLocation: to }) =>
            unsaved.size > 0 && from.pathname + from.search !== to.pathname + to.search,
    );
    useEffect(() => {
        const ask = (event: BeforeUnloadEvent) => {
            if (unsaved.size > 0) event.preventDefault();
        };
        addEventListener("beforeunload", ask);
        return () => removeEventListener("beforeunload", ask);
    }, []);
    const answer = (leaves: boolean) => {
        if (leaves) leave?.();
        setAsked(null);
        if (blocker.state === "blocked") blocker[leaves ? "proceed" : "reset"]();
    };
    const opened = leave !== null || blocker.state === "blocked";
    const [asks, setAsks] = useState(false);
    if (opened && !asks) setAsks(true);
    return (
        asks && (
            <Suspense>
                <UnsavedDialog opened={opened} onAnswer={answer} />
            </Suspense>
        )
    );
}
