// Asks a real server for everything that can be read, as each role, and holds every answer against the document:
//     node answers.mjs BASE TOKENS    (TOKENS: JSON, by role)
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [base, tokens] = [process.argv[2], JSON.parse(process.argv[3])];
const document = await (await fetch(base + "/api/schema/")).json();

const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true });
addFormats(ajv);
ajv.addFormat("decimal", /^-?\d+(\.\d+)?$/);
for (const word of ["components", "example", "openapi", "info", "servers", "security", "tags", "paths"]) ajv.addKeyword(word);
ajv.addSchema({ components: document.components }, "document");
const seen = new Set();
let failures = 0;

function complain(what, text) {
    failures += 1;
    console.log(`${what}: ${text}`);
}

// References inside a schema begin at the document.
const absolute = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));

function deref(item) {
    if (!item?.$ref) return item;
    return item.$ref.slice(2).split("/").reduce((at, name) => at[name], document);
}

function check(what, operation, response, text) {
    const described = deref(operation.responses[response.status]);
    if (!described) return complain(what, `${response.status} is not described: ${text.slice(0, 200)}`);
    seen.add(`${operation.operationId} ${response.status}`);
    for (const name of Object.keys(described.headers ?? {}))
        if (name !== "Link" && !response.headers.has(name)) complain(what, `${response.status} without ${name}`);
    const type = (response.headers.get("content-type") ?? "").split(";")[0];
    if (!text) return described.content && complain(what, "no body");
    const content = described.content?.[type];
    if (!content) return complain(what, `${response.status} as ${type} is not described`);
    if (!type.endsWith("json")) return;
    const valid = ajv.compile(absolute(content.schema));
    if (!valid(JSON.parse(text))) complain(what, ajv.errorsText(valid.errors).slice(0, 500) + "\n    " + text.slice(0, 300));
}

async function ask(role, operation, path, { method = "GET", headers = {}, body } = {}) {
    const sent = { Accept: "application/json", ...headers };
    if (tokens[role]) sent.Authorization = "Bearer " + tokens[role];
    if (body !== undefined) sent["Content-Type"] ??= "application/json";
    const response = await fetch(base + path, { method, headers: sent, body, redirect: "manual" });
    const text = await response.text();
    check(`${role} ${method} ${path} ${JSON.stringify(headers)}`, operation, response, text);
    return { response, text };
}

// A stream has no end: what comes first is looked at.
async function listen(role, operation, path) {
    const stop = new AbortController();
    const sent = { Accept: "text/event-stream", ...(tokens[role] && { Authorization: "Bearer " + tokens[role] }) };
    const response = await fetch(base + path, { headers: sent, signal: stop.signal });
    const text = response.ok ? new TextDecoder().decode((await response.body.getReader().read()).value) : await response.text();
    check(`${role} GET ${path}`, operation, response, text);
    if (response.ok && !text.startsWith(": connected\nretry: 1000\n\n")) complain(path, text);
    stop.abort();
}

const queries = ["", "?page_size=2", "?page_size=2&page=2", "?page=4711", "?cursor=&page_size=2", "?nonsense=1", "?page_size=no",
    "?ordering=-id", "?format=csv"];

for (const role of ["admin", "sales", "customer", "stranger"]) {
    for (const [pattern, path] of Object.entries(document.paths)) {
        if (!path.get) continue;
        if (path.get.responses["200"].content?.["text/event-stream"]) {
            for (const query of ["", "?last_event_id=0", "?last_event_id=x"]) await listen(role, path.get, pattern + query);
            continue;
        }
        const one = async (address, options) => ask(role, path.get, address, options);
        if (!pattern.includes("{")) {
            const isList = path.get.parameters?.some((p) => p.name === "ordering");
            const isFeed = pattern === "/api/changes/";
            for (const query of isList ? queries : isFeed ? queries.slice(0, 2).concat("?nonsense=1") : [""]) await one(pattern + query);
            await one(pattern, { headers: { Accept: "application/json, application/problem+json" } });
        } else {
            for (const id of ["1", "2", "4711"]) await one(pattern.replace("{id}", id));
            await one(pattern.replace("{id}", "1"), { headers: { "If-None-Match": '"1", "2", "3"' } });
        }
    }
    // What is written wrongly is refused as described.
    for (const [pattern, path] of Object.entries(document.paths)) {
        for (const method of ["post", "put", "patch", "delete"]) {
            if (!path[method]) continue;
            if (pattern.startsWith("/api/token/logout/")) continue;
            const address = pattern.replace("{id}", "4711");
            const bodies = method === "delete" ? [undefined] : ["{}", "[]", "{", '{"name":null,"username":null}'];
            for (const body of bodies) await ask(role, path[method], address, { method: method.toUpperCase(), body });
            if (method !== "delete")
                await ask(role, path[method], address,
                    { method: method.toUpperCase(), body: "x", headers: { "Content-Type": "text/plain" } });
            if (path[method].parameters?.some((p) => p.$ref?.endsWith("IfMatch")))
                await ask(role, path[method], pattern.replace("{id}", "1"),
                    { method: method.toUpperCase(), body: method === "delete" ? undefined : "{}", headers: { "If-Match": '"99"' } });
        }
    }
}

for (const wanted of ["customers_list 200", "customers_list 404", "customers_retrieve 304", "customers_partial_update 412",
    "customers_create 400", "customers_create 403", "customers_create 415", "me_retrieve 401", "changes_list 200",
    "events_stream 200", "events_stream 400"])
    if (!seen.has(wanted)) complain(wanted, "was never answered: the test looks at less than it should");
console.log(`${seen.size} kinds of answers looked at, ${failures} complaints`);
process.exit(failures ? 1 : 0);
