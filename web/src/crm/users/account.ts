// What administrators do with the accounts of others.
import { useQueryClient } from "@tanstack/react-query";
import { patchRecord, refresh } from "../../api/cache";
import type { Row } from "../../api/data_provider";
import { request } from "../../api/http";

export interface Account extends Row {
    username: string;
    email: string;
    first_name: string;
    last_name: string;
    is_active: boolean;
}

export interface SetupLink {
    url: string;
    expires_at: string;
}

export const accountName = (account: Account): string =>
    `${account.first_name} ${account.last_name}`.trim() || account.username;

export const makeSetupLink = (id: number): Promise<SetupLink> =>
    request<SetupLink>(`/api/users/${id}/setup-link/`, { method: "POST", body: {} });

export const signOutUser = (id: number): Promise<null> =>
    request<null>(`/api/users/${id}/sign-out/`, { method: "POST", body: {} });

/** Changes an account, and what is shown of it. */
export function useChangeAccount(): (id: number, changes: Record<string, unknown>) => Promise<void> {
    const cache = useQueryClient();
    return async (id, changes) => {
        const row = await request<Row>(`/api/users/${id}/`, { method: "PATCH", body: changes });
        patchRecord("users", id, row);
        refresh("users");
        await cache.invalidateQueries({ queryKey: ["users", "getOne"] });
    };
}
