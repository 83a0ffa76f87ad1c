// Who is signed in. The access token lives in memory; the refresh token in a cookie that no script can read.
import { ApiError, errorOf, Offline } from "./errors";
import type { Answer, Body } from "./types";

type Listener = () => void;

let access: string | null = null;
let signedOut = false; // on purpose: nobody is asked for the password again
let asking: Promise<boolean> | null = null;
const listeners = new Set<Listener>();

/** Asks for the password without leaving the page, so that what was typed is kept; true once signed in again. */
let askAgain: () => Promise<boolean> = async () => false;
export function onExpiry(ask: () => Promise<boolean>): void {
    askAgain = ask;
}

export function onSessionChange(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("session");
channel?.addEventListener("message", () => end());

function begin(token: string): void {
    access = token;
    signedOut = false;
    listeners.forEach((listener) => listener());
}
function end(): void {
    access = null;
    signedOut = true;
    listeners.forEach((listener) => listener());
}

/** Has somebody signed out on purpose, here or in another tab? */
export function isSignedOut(): boolean {
    return signedOut;
}

export function accessToken(): string | null {
    return access;
}

async function post(path: string, body: unknown, token?: string | null): Promise<Response> {
    const headers: Record<string, string> = {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-Refresh-Cookie": "1",
    };
    if (token) headers.Authorization = `Bearer ${token}`;
    try {
        return await fetch(path, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
    } catch {
        throw new Offline();
    }
}

export async function signIn(username: string, password: string): Promise<void> {
    const response = await post("/api/token/", { username, password } satisfies Body<"/api/token/">);
    if (!response.ok) throw await errorOf(response);
    begin(((await response.json()) as Answer<"/api/token/", "post">).access);
}

/** Several tabs have one cookie, which each use replaces: they take turns. */
async function alone(work: () => Promise<boolean>): Promise<boolean> {
    return navigator.locks ? await navigator.locks.request("refresh", work) : work();
}

let tellAsked: () => void = () => undefined;
/** Since the first request for a token is under way: what takes long may begin. */
export const asked = new Promise<void>((resolve) => (tellAsked = resolve));

/** A new access token by the cookie; false when there is none, or it is over. */
async function refresh(): Promise<boolean> {
    return alone(async () => {
        const answer = post("/api/token/refresh/", {});
        tellAsked();
        const response = await answer;
        if (response.ok) {
            begin(((await response.json()) as Answer<"/api/token/refresh/", "post">).access);
            return true;
        }
        if (response.status >= 500 || response.status === 429) throw await errorOf(response);
        return false;
    });
}

const remembered_ms = 1000; // that nobody is signed in

/** At the start of the page: is somebody signed in? */
let resuming: Promise<boolean> | null = null;
export function resume(): Promise<boolean> {
    if (access) return Promise.resolve(true);
    if (signedOut) return Promise.resolve(false);
    resuming ??= refresh().finally(() => setTimeout(() => (resuming = null), remembered_ms));
    return resuming;
}

/** After a 401: a new token, by the cookie or by asking for the password again. `used` is the token that was refused. */
export function renew(used: string | null): Promise<boolean> {
    if (access && access !== used) return Promise.resolve(true);
    if (signedOut) return Promise.resolve(false);
    asking ??= (async () => (await refresh()) || (await askAgain()))().finally(() => (asking = null));
    return asking;
}

export async function signOut(everywhere = false): Promise<void> {
    const token = access;
    if (everywhere) {
        const response = await post("/api/token/logout/everywhere/", {}, token);
        if (!response.ok && response.status !== 401) throw await errorOf(response);
    }
    // From here on nobody asks for anything with a token that may already be over.
    access = null;
    signedOut = true;
    await post("/api/token/logout/", {}, token).catch(() => undefined);
    end();
    channel?.postMessage("end");
}

/** Changes the password; this sign-in goes on, all others end. */
export async function changePassword(username: string, current: string, wanted: string): Promise<void> {
    const body: Body<"/api/me/password/"> = { current_password: current, new_password: wanted };
    const response = await post("/api/me/password/", body, access);
    if (!response.ok) throw await errorOf(response);
    await signIn(username, wanted);
}

export function isRefused(error: unknown): error is ApiError {
    return error instanceof ApiError;
}
