// What others change appears while one looks at it: server-sent events (WHATWG HTML, section 9.2), read by fetch, since
// EventSource cannot send a token.
import { dropRecord, patchRecord, refresh, reloadRecord } from "./cache";
import { accessToken, isSignedOut, renew } from "./session";
import type { Change } from "./types";

type Watcher = (change: Change) => void;
const watchers = new Set<Watcher>();
export function watchChanges(watcher: Watcher): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
}

// Many changes at once load a list anew once.
const due = new Map<string, ReturnType<typeof setTimeout>>();
function refreshSoon(resource: string): void {
    if (due.has(resource)) return;
    due.set(
        resource,
        setTimeout(() => {
            due.delete(resource);
            refresh(resource);
        }, 300),
    );
}

/** What is too long for an event has no values. */
type Told = Omit<Change, "before" | "after"> & { before: Change["before"] | null; after: Change["after"] | null };

function apply(change: Told): void {
    const { resource, record, action, before, after, version, at } = change;
    if (action === "delete") dropRecord(resource, record);
    else if (after === null) reloadRecord(resource, record);
    else patchRecord(resource, record, { ...after, version, updated_at: at });
    refreshSoon(resource);
    watchers.forEach((watcher) => watcher({ ...change, before: before ?? {}, after: after ?? {} }));
}

/** Calls `take` with each event of the stream. */
async function read(
    body: ReadableStream<Uint8Array>,
    take: (event: string, id: string, data: string) => void,
): Promise<void> {
    const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
    let held = "";
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const events = (held + value).split("\n\n");
        held = events.pop() ?? "";
        for (const text of events) {
            let event = "message";
            let id = "";
            const data: string[] = [];
            for (const line of text.split("\n")) {
                const [name, value_of] = [
                    line.slice(0, line.indexOf(":")),
                    line.slice(line.indexOf(":") + 1).trimStart(),
                ];
                if (name === "event") event = value_of;
                if (name === "id") id = value_of;
                if (name === "data") data.push(value_of);
            }
            take(event, id, data.join("\n"));
        }
    }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Follows the changes until the returned function is called. */
export function followChanges(): () => void {
    const stop = new AbortController();
    let last = "";
    const run = async () => {
        let wait = 500;
        while (!stop.signal.aborted && !isSignedOut()) {
            const token = accessToken();
            try {
                const headers: Record<string, string> = {
                    Accept: "text/event-stream",
                    Authorization: `Bearer ${token}`,
                };
                if (last) headers["Last-Event-ID"] = last;
                // What the page itself asks for comes first.
                const how = { headers, signal: stop.signal, cache: "no-store", priority: "low" } as const;
                const response = await fetch("/api/events/", how);
                if (response.status === 401 && !(await renew(token))) return;
                if (response.status === 403 || response.status === 404) return;
                if (response.ok && response.body) {
                    wait = 500;
                    await read(response.body, (event, id, data) => {
                        if (id) last = id;
                        if (event === "change") apply(JSON.parse(data) as Told);
                    });
                }
            } catch {
                // Gone for a while: tried again below.
            }
            await pause(wait + Math.random() * 250);
            wait = Math.min(wait * 2, 15_000);
        }
    };
    void run();
    return () => stop.abort();
}
