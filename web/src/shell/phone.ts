// Is the window as narrow as a phone's? The same width at which styles turn (48em, Mantine's `sm`).
import { useSyncExternalStore } from "react";

const narrow = matchMedia("(max-width: 48em)");
const subscribe = (changed: () => void): (() => void) => {
    narrow.addEventListener("change", changed);
    return () => narrow.removeEventListener("change", changed);
};

export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches);
