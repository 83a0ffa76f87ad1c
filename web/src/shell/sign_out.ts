// Signing out. What somebody has arranged for themselves stays in this browser; what they searched for does not.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type UndoableMutation, useStoreContext, useTakeUndoableMutation } from "ra-core";
import { useCallback, useRef } from "react";
import { useNavigate } from "react-router-dom";
import { signOut } from "../api/session";
import { leaveThen } from "../resource/form/unsaved";

const patience = 5000; // ms

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** What can still be undone is not any more: it is sent, as long as there is a token for it. */
async function sendDeletions(cache: QueryClient, take: { current: () => UndoableMutation | void }): Promise<void> {
    const until = Date.now() + patience;
    // What was taken is gone from the next drawing on, if it is drawn again.
    const taken = new Set<UndoableMutation>();
    for (let mutation = take.current(); mutation && !taken.has(mutation); mutation = take.current()) {
        taken.add(mutation);
        mutation({ isUndo: false });
        await pause();
    }
    while (cache.isMutating() > 0 && Date.now() < until) await pause();
}

/** Ends the sign-in; asks before when something is not saved. */
export function useSignOutWhenSaved(): () => void {
    const signOut = useSignOut();
    return () => leaveThen(() => void signOut());
}

export function useSignOut(): (everywhere?: boolean) => Promise<void> {
    const cache = useQueryClient();
    const store = useStoreContext();
    const navigate = useNavigate();
    const latest = useTakeUndoableMutation();
    const take = useRef(latest);
    take.current = latest;
    return useCallback(
        async (everywhere = false) => {
            await sendDeletions(cache, take);
            await cache.cancelQueries();
            await signOut(everywhere);
            for (const key of Object.keys(store.listItems?.() ?? {}))
                if (key.endsWith(".listParams")) store.removeItem(key);
            await navigate("/login");
            cache.clear();
        },
        [cache, navigate, store],
    );
}
