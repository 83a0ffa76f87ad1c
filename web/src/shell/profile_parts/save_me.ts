// Changes one's own account, and lets everything know that shows it.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { meKey } from "../../api/auth_provider";
import { request } from "../../api/http";
import type { Body } from "../../api/types";

export function useSaveMe(): (changes: Body<"/api/me/", "patch">) => Promise<void> {
    const cache = useQueryClient();
    return useCallback(
        async (changes) => {
            await request<unknown>("/api/me/", { method: "PATCH", body: changes });
            await cache.invalidateQueries({ queryKey: meKey });
        },
        [cache],
    );
}
