// Whether what was loaded is drawn: much at once is drawn in slices, between which the page still answers.
import { useDeferredValue } from "react";

/** Soon true: what is drawn then does not hold up what stands around it. */
export const useSoon = (): boolean => useDeferredValue(true, false);

/** True soon after `there` is. What is drawn for the first time then may take as long as it needs (React's deferred values). */
export function useDrawn(there: boolean): boolean {
    return useDeferredValue(there) && there;
}
