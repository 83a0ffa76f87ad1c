// Changes one's own account, and lets everything know that shows it.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { meKey } from "../../api/auth_provider";
import { request } from "../../api/http";
import type { Me } from "../../api/session";

type Own = Pick<Me, "first_name" | "last_name" | "email" | "language" | "time_zone">;

export function useSaveMe(): (changes: Partial<Own>) => Promise<void> {
    const cache = useQueryClient();
    return useCallback(
        async (changes) => {
            await request<unknown>("/api/me/", { method: "PATCH", body: changes });
            await cache.invalidateQueries({ queryKey: meKey });
        },
        [cache],
    );
}
