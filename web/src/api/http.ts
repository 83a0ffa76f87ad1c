// Requests to the API: token, renewed when it is over, and errors as exceptions.
import { ApiError, errorOf, Offline } from "./errors";
import { accessToken, isSignedOut, renew } from "./session";

export interface Asked {
    method?: string;
    body?: unknown;
    headers?: Record<string, string>;
    signal?: AbortSignal;
    /** Is it answered without a sign-in too? */
    open?: boolean;
}

const connection = { lost: false, listeners: new Set<() => void>() };
function setLost(lost: boolean): void {
    if (connection.lost === lost) return;
    connection.lost = lost;
    connection.listeners.forEach((listener) => listener());
}
/** For useSyncExternalStore: could the server not be reached the last time? */
export const reachability = {
    subscribe(listener: () => void): () => void {
        connection.listeners.add(listener);
        return () => connection.listeners.delete(listener);
    },
    isLost: (): boolean => connection.lost,
};

// To begin a request costs the page a millisecond or more: each has its own turn, so that many do not hold it up.
const turns: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => turns.shift()?.();
const turn = () =>
    new Promise<void>((resolve) => {
        turns.push(resolve);
        port2.postMessage(null);
    });

/** Requests that were begun before anybody asked for them (first.ts), to be taken once. */
const begun = new Map<string, Promise<Response>>();
export function begin(path: string): void {
    const response = send(path, {}, accessToken());
    response.catch(() => undefined); // whoever takes it is told
    begun.set(path, response);
}

async function send(path: string, asked: Asked, token: string | null): Promise<Response> {
    const headers: Record<string, string> = { Accept: "application/json", ...asked.headers };
    if (token) headers.Authorization = `Bearer ${token}`;
    const init: RequestInit = { method: asked.method ?? "GET", headers, cache: "no-store" };
    // A deletion is sent when it can no longer be undone, which may be because the page is being closed.
    if (init.method === "DELETE") init.keepalive = true;
    if (asked.signal) init.signal = asked.signal;
    if (asked.body !== undefined) {
        headers["Content-Type"] = "application/json";
        init.body = JSON.stringify(asked.body);
    }
    try {
        const response = await fetch(path, init);
        setLost(false);
        return response;
    } catch (error) {
        if (asked.signal?.aborted) throw error;
        setLost(true);
        throw new Offline();
    }
}

/** The answer, whatever its status; a 401 is tried again with a new token. */
export async function ask(path: string, asked: Asked = {}): Promise<Response> {
    const is_reading = (asked.method ?? "GET") === "GET";
    if (is_reading) await turn();
    if (isSignedOut() && !asked.open) throw new ApiError("app.signin.needed", 401);
    const token = accessToken();
    const early = is_reading ? begun.get(path) : undefined;
    begun.delete(path);
    const response = await (early ?? send(path, asked, token));
    if (response.status !== 401 || !(await renew(token))) return response;
    return send(path, asked, accessToken());
}

/** The JSON of the answer; throws ApiError for every refusal. */
export async function request<T>(path: string, asked: Asked = {}): Promise<T> {
    const response = await ask(path, asked);
    if (!response.ok) throw await errorOf(response);
    return (response.status === 204 ? null : await response.json()) as T;
}

/** `?a=1&b=2`, without what is empty. */
export function query(parameters: Record<string, unknown>): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
        if (value === undefined || value === null || value === "") continue;
        search.set(name, Array.isArray(value) ? value.join(",") : String(value));
    }
    const text = search.toString();
    return text ? `?${text}` : "";
}

/** Lets the browser save what the address answers. */
export async function download(path: string, name: string, headers: Record<string, string> = {}): Promise<void> {
    const response = await ask(path, { headers });
    if (!response.ok) throw await errorOf(response);
    const address = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement("a"), { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export type { ApiError };
