// Turns the document into a Postman collection and runs it against a real server, every request once:
//     node collection.mjs BASE USERNAME PASSWORD
// What a request needs is made by the ones before it; every answer must be one that the document knows, and none an error
// but where the example is meant to be one.
import converter from "openapi-to-postmanv2";
import newman from "newman";

const [base, username, password] = process.argv.slice(2);
const text = await (await fetch(base + "/api/schema/")).text();
const document = JSON.parse(text);
const token = await (await fetch(base + "/api/token/", { method: "POST", headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, password }) })).json();
const resources = await (await fetch(base + "/api/resources/", { headers: { Authorization: "Bearer " + token.access } })).json();

const converted = await new Promise((done, fail) =>
    converter.convertV2({ type: "string", data: text }, { parametersResolution: "Example", enableOptionalParameters: false },
        (error, result) => (error || !result.result ? fail(error ?? new Error(result.reason)) : done(result.output[0].data))));

const requests = [];
(function collect(items) {
    for (const item of items) item.item ? collect(item.item) : requests.push(item);
})(converted.item);

const patternOf = (item) => "/" + item.request.url.path.map((part) => (part.startsWith(":") ? `{${part.slice(1)}}` : part)).join("/");
// "books" of /api/books/, /api/books/{id}/ and what is below.
function nameOf(item) {
    const path = item.request.url.path.filter((part) => part), id = path.findIndex((part) => part.startsWith(":"));
    return path[(id < 0 ? path.length : id) - 1];
}
const makes = (item) => Boolean(operationOf(item).responses["201"]);
const operationOf = (item) => document.paths[patternOf(item)][item.request.method.toLowerCase()];
const known = resources.map((resource) => resource.name);

// What answers with an address to ask next, and the name of what is asked there.
const fetchedBy = { users_setup_link: "setup-links", backups_create: "backups" };

// First what is referred to, and it goes last.
const references = (name) => resources.find((r) => r.name === name).fields.filter((f) => f.references && !f.read_only);
const order = [];
(function add(names) {
    for (const name of names) {
        if (order.includes(name)) continue;
        add(references(name).map((f) => f.references).filter((other) => other !== name));
        order.push(name);
    }
})(known);

function rank(item) {
    const place = order.indexOf(nameOf(item)), id = operationOf(item).operationId;
    if (id === "token_create") return 0;
    if (id === "users_setup_link" || id.startsWith("setup_link")) return id in fetchedBy ? 7000 : 7001; // a new password ends it
    if (id.startsWith("token_logout") || id === "me_password") return 9000 + (id === "token_logout_everywhere" ? 1 : 0);
    if (item.request.method === "DELETE") return 8000 - place;
    if (makes(item)) return place < 0 ? 100 : 10 + place;
    return 1000 + Math.max(place, 0);
}
requests.sort((a, b) => rank(a) - rank(b));

function script(lines) {
    return [{ listen: "test", script: { type: "text/javascript", exec: lines } }];
}

for (const item of requests) {
    const operation = operationOf(item), name = nameOf(item);
    item.request.url.host = ["{{baseUrl}}"];
    if (operation.security?.length === 0) item.request.auth = { type: "noauth" };
    for (const variable of item.request.url.variable ?? []) variable.value = `{{${name}}}`;
    const lines = [`pm.test("described", () => pm.expect(${JSON.stringify(Object.keys(operation.responses))}).to.include(String(pm.response.code)));`,
        `pm.test("no error", () => pm.expect(pm.response.code).to.be.below(400));`];
    if (item.request.body?.raw) {
        const body = JSON.parse(item.request.body.raw);
        if (known.includes(name)) for (const f of references(name)) if (f.name in body) body[f.name] = `{{${f.references}}}`;
        if ("password" in body && name === "token") Object.assign(body, { username, password });
        if ("current_password" in body) body.current_password = password;
        if ("refresh" in body) body.refresh = "{{refresh}}";
        if ("token" in body) body.token = "{{bearerToken}}";
        item.request.body.raw = JSON.stringify(body).replace(/"(\{\{(?!refresh|bearerToken)[a-z_]+\}\})"/g, "$1");
    }
    if (operation.operationId === "token_create" || operation.operationId === "me_password")
        lines.push('pm.environment.set("bearerToken", pm.response.json().access);', 'pm.environment.set("refresh", pm.response.json().refresh);');
    const fetched = fetchedBy[operation.operationId];
    if (fetched) lines.push(`pm.environment.set("${fetched}", pm.response.json().url.split("/").filter((part) => part).pop());`);
    else if (makes(item)) lines.push(`pm.environment.set("${name}", pm.response.json().id);`);
    item.event = script(lines);
    // A stream has no end.
    if (operation.responses["200"]?.content?.["text/event-stream"]) item.request.method = "HEAD";
    item.name = `${item.request.method} ${patternOf(item)}`;
}
// Signed out everywhere comes last of all; the new password's tokens serve until then.
converted.item = requests;

const environment = { values: Object.entries({ baseUrl: base, bearerToken: token.access }).map(([key, value]) => ({ key, value })) };
newman.run({ collection: converted, environment, reporters: [] }, (error, summary) => {
    if (error) throw error;
    const failures = summary.run.failures.map((f) => `${f.source?.name}: ${f.error?.message} ` +
        (summary.run.executions.find((e) => e.item.id === f.source?.id)?.response?.text() ?? "").slice(0, 300));
    console.log(failures.join("\n"));
    const sent = summary.run.executions.length, operations = Object.values(document.paths)
        .flatMap((path) => Object.keys(path).filter((method) => method !== "parameters")).length;
    console.log(`${sent} requests for ${operations} operations, ${failures.length} failures`);
    process.exit(failures.length || sent !== operations ? 1 : 0);
});
