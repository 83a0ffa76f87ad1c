// Signing out. What somebody has arranged for themselves stays in this browser; what they searched for does not.
import { useQueryClient } from "@tanstack/react-query";
import { useStoreContext } from "ra-core";
import { useCallback } from "react";
import { useNavigate } from "react-router-dom";
import { signOut } from "../api/session";

export function useSignOut(): (everywhere?: boolean) => Promise<void> {
    const cache = useQueryClient();
    const store = useStoreContext();
    const navigate = useNavigate();
    return useCallback(
        async (everywhere = false) => {
            await signOut(everywhere);
            for (const key of Object.keys(store.listItems?.() ?? {}))
                if (key.endsWith(".listParams")) store.removeItem(key);
            await navigate("/login");
            cache.clear();
        },
        [cache, navigate, store],
    );
}
