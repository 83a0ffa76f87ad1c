// What can be done from anywhere, in the palette and by a key. Any part of the app adds its own.
import { useEffect, useSyncExternalStore } from "react";
import type { Special } from "../resource/registry";

export interface Action {
    id: string;
    label: string; // a text of i18n
    icon: NonNullable<Special["icon"]>;
    run: () => void;
    key?: string; // pressed alone it does the same
}

let actions: readonly Action[] = [];
const listeners = new Set<() => void>();
function set(next: readonly Action[]): void {
    actions = next;
    listeners.forEach((listener) => listener());
}

/** Until the returned function is called. */
export function registerAction(action: Action): () => void {
    set([...actions.filter(({ id }) => id !== action.id), action]);
    return () => set(actions.filter((other) => other !== action));
}

/** While the component is shown; null for nothing, for those who may not. The action is to be the same object. */
export function useAction(action: Action | null): void {
    useEffect(() => (action ? registerAction(action) : undefined), [action]);
}

const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
};
export function useActions(): readonly Action[] {
    return useSyncExternalStore(subscribe, () => actions);
}
