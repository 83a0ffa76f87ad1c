// What administrators do with the accounts of others.
import { useQueryClient } from "@tanstack/react-query";
import { patchRecord, refresh } from "../../api/cache";
import { request } from "../../api/http";
import type { Answer, Schemas } from "../../api/types";

export type Account = Schemas["CustomUser"];
export type SetupLink = Answer<"/api/users/{id}/setup-link/", "post">;

export const accountName = (account: Account): string =>
    `${account.first_name} ${account.last_name}`.trim() || account.username;

export const makeSetupLink = (id: number): Promise<SetupLink> =>
    request<SetupLink>(`/api/users/${id}/setup-link/`, { method: "POST", body: {} });

export const signOutUser = (id: number): Promise<null> =>
    request<null>(`/api/users/${id}/sign-out/`, { method: "POST", body: {} });

/** Changes an account, and what is shown of it. */
export function useChangeAccount(): (id: number, changes: Schemas["CustomUserPatch"]) => Promise<void> {
    const cache = useQueryClient();
    return async (id, changes) => {
        const row = await request<Account>(`/api/users/${id}/`, { method: "PATCH", body: changes });
        patchRecord("users", id, row);
        refresh("users");
        await cache.invalidateQueries({ queryKey: ["users", "getOne"] });
    };
}
