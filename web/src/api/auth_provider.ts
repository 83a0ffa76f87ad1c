// ra-core's view of the sign-in. What somebody may do is asked of the server; here it only decides what is shown.
import type { AuthProvider } from "ra-core";
import { queryClient } from "./cache";
import { request } from "./http";
import { resume, signIn, signOut } from "./session";
import type { Me } from "./types";

export const meKey = ["me"];
export const meQuery = { queryKey: meKey, queryFn: () => request<Me>("/api/me/"), staleTime: 60_000 };
export const fetchMe = (): Promise<Me> => queryClient.fetchQuery(meQuery);

const act_of: Record<string, string> = {
    list: "read",
    show: "read",
    edit: "update",
    create: "create",
    delete: "delete",
};

export const authProvider: AuthProvider = {
    login: ({ username, password }: { username: string; password: string }) => signIn(username, password),
    logout: async () => {
        await signOut();
        queryClient.clear();
    },
    checkAuth: async () => {
        if (!(await resume())) throw new Error("app.signin.needed");
    },
    // A 401 was already answered by asking for the password again (http.ts); nothing throws anybody out of a page.
    checkError: async () => undefined,
    getIdentity: async () => {
        const me = await fetchMe();
        return { id: me.id, fullName: `${me.first_name} ${me.last_name}`.trim() || me.username };
    },
    getPermissions: async () => (await fetchMe()).permissions,
    canAccess: async ({ action, resource }) => {
        const me = await fetchMe();
        return me.permissions[resource]?.some((act) => act === (act_of[action] ?? action)) ?? false;
    },
};
