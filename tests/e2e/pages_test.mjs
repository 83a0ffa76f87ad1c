// Every page as each role may see it: nothing for axe to find, nothing wider than the window, no error in the console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, open, picture, quit, scrollsSideways, Server, settled, signIn } from "./browser.mjs";

const staff = [
    "/",
    "/customers",
    "/customers/1",
    "/customers/new",
    "/opportunities",
    "/opportunities?view=table",
    "/opportunities/1",
    "/interactions",
    "/interactions/1",
    "/stages",
    "/profile",
    "/nothing/here",
    "/customers/4711",
];
const pages = {
    ada: [...staff, "/users", "/users/1", "/users/new", "/roles", "/system"],
    sam: [...staff, "/users", "/system"],
    cora: ["/", "/profile", "/customers"],
};
let server;
let empty;

before(async () => {
    await launch();
    server = await Server.start();
    await server.fill();
    empty = await Server.start();
});
after(async () => {
    await server?.end();
    await empty?.end();
    await quit();
});

/** What is wrong with the page that is shown. */
async function problems(page, where) {
    const found = (await axe(page)).map((text) => `${where}: ${text}`);
    if (await scrollsSideways(page)) found.push(`${where}: wider than the window`);
    return found;
}

async function visit(on, who, paths, how) {
    // 404 and 403 are what some of the addresses are for.
    const page = await open(on, { ...how, expected: [/status of 40[34]/] });
    const found = [];
    await page.goto("/login");
    await page.getByRole("heading", { level: 1 }).waitFor();
    found.push(...(await problems(page, "/login")));
    await signIn(page, who);
    for (const path of paths) {
        await page.goto(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await settled(page);
        const where = `${who} ${path} ${how.size} ${how.scheme}`;
        await picture(page, `${on === empty ? "empty" : who}-${how.size}-${how.scheme}${path.replace(/\W/g, "-")}`);
        found.push(...(await problems(page, where)));
        assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, where);
    }
    found.push(...page.complaints);
    await page.context().close();
    return found;
}

for (const size of ["desktop", "phone"])
    for (const scheme of ["light", "dark"])
        test(`an administrator's pages, ${size}, ${scheme}`, async () => {
            assert.deepEqual(await visit(server, "ada", pages.ada, { size, scheme }), []);
        });

test("a salesperson's pages", async () => {
    assert.deepEqual(await visit(server, "sam", pages.sam, { size: "desktop", scheme: "light" }), []);
});

test("a customer's pages", async () => {
    assert.deepEqual(await visit(server, "cora", pages.cora, { size: "phone", scheme: "dark" }), []);
});

test("an empty system's pages", async () => {
    const paths = ["/", "/customers", "/opportunities", "/interactions"];
    assert.deepEqual(await visit(empty, "ada", paths, { size: "desktop", scheme: "light" }), []);
});

test("nothing is wider than a window of 320 pixels", async () => {
    const page = await open(server, { size: "narrow", expected: [/status of 40[34]/] });
    await signIn(page, "ada");
    const wide = [];
    for (const path of pages.ada) {
        await page.goto(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await settled(page);
        if (await scrollsSideways(page)) wide.push(path);
    }
    assert.deepEqual(wide, []);
    await page.context().close();
});

test("German pages are German", async () => {
    const page = await open(server, { locale: "de-DE" });
    await signIn(page, "ada");
    await settled(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
    await page.getByRole("link", { name: "Kunden" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Kunden" }).waitFor();
    await settled(page);
    assert.deepEqual(await problems(page, "German"), []);
    await page.context().close();
});

test("open dialogs have nothing for axe to find either", async () => {
    const page = await open(server);
    await signIn(page, "ada");
    await settled(page);
    const found = [];
    for (const [name, keys] of [
        ["palette", "Control+k"],
        ["keys", "?"],
        ["log", "l"],
    ]) {
        await page.getByRole("heading", { level: 1 }).focus();
        await page.keyboard.press(keys);
        await page.getByRole("dialog").first().waitFor();
        await page.waitForTimeout(300);
        await picture(page, `dialog-${name}`);
        found.push(...(await problems(page, name)));
        await page.keyboard.press("Escape");
        // The first one closes what an input offers.
        await page.waitForTimeout(300);
        if (await page.getByRole("dialog").count()) await page.keyboard.press("Escape");
        await page.getByRole("dialog").first().waitFor({ state: "hidden" });
    }
    assert.deepEqual(found, []);
    await page.context().close();
});
