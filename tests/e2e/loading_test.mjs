// What a page asks the server for, and when: no more than is looked at.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, quit, Server, settled, signIn } from "./browser.mjs";

const talks = 40;
let server;
let acme;

before(async () => {
    await launch();
    server = await Server.start();
    ({ acme } = await server.fill());
    for (let day = 1; day <= talks; day++)
        await server.call("sam", "/api/interactions/", {
            customer: acme.id,
            interaction_type: "Call",
            notes: `Talk number ${day}, about the same as always, and what may come of it.`,
            next_action: "None",
            date: new Date(Date.UTC(2026, 0, day, 12)).toISOString(),
        });
});
after(async () => {
    await server?.end();
    await quit();
});

/** The addresses asked for from now on that begin like that. */
function asked(page, path) {
    const found = [];
    page.on("request", (request) => {
        const { pathname, search } = new URL(request.url());
        if ((pathname + search).startsWith(path)) found.push(pathname + search);
    });
    return found;
}

test("a long timeline is loaded as far as one scrolls", async () => {
    const page = await open(server);
    await signIn(page, "sam");
    const pages = asked(page, `/api/interactions/?customer=${acme.id}&ordering=-date`);
    await page.goto(`/customers/${acme.id}`);
    await page.getByText(`Talk number ${talks},`).waitFor();
    await settled(page);
    await page.waitForTimeout(500);
    assert.equal(pages.length, 1);
    await page.getByRole("button", { name: "Show older" }).scrollIntoViewIfNeeded();
    await page.getByText(`Talk number ${talks - 20},`).waitFor();
    assert.ok(pages.length >= 2);
    assert.deepEqual(page.complaints, []);
});

test("what is below the screen of a phone is asked for when one gets there", async () => {
    const page = await open(server, { size: "phone" });
    await signIn(page, "sam");
    const timeline = asked(page, `/api/interactions/?customer=${acme.id}&ordering=-date`);
    const history = asked(page, `/api/customers/${acme.id}/history/`);
    await page.goto(`/customers/${acme.id}`);
    await page.getByRole("heading", { level: 1, name: "Acme" }).waitFor();
    const place = page.getByRole("region", { name: "History" });
    await place.waitFor({ state: "attached" });
    await page.waitForTimeout(500);
    assert.deepEqual([...timeline, ...history], []);
    await settled(page);
    await page.getByText(`Talk number ${talks},`).waitFor();
    assert.equal(history.length, 1);
    assert.deepEqual(page.complaints, []);
});

test("the names on a page are asked for together, and a menu behind a line when it is opened", async () => {
    const page = await open(server);
    await signIn(page, "sam");
    const names = asked(page, "/api/customers/?id__in=");
    await page.goto("/interactions");
    await page.getByText(`Talk number ${talks},`).waitFor();
    await settled(page);
    assert.equal(names.length, 1);
    const button = page.getByRole("button", { name: /^More: / }).first();
    await button.click();
    await page.getByRole("menuitem", { name: "Edit" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menuitem", { name: "Edit" }).waitFor({ state: "detached" });
    assert.ok(await button.evaluate((element) => element === document.activeElement), "the focus is where it was");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Edit" }).waitFor();
    assert.deepEqual(page.complaints, []);
});

test("the letters of more languages come after the first page, and before it when the browser has them", async () => {
    const page = await open(server);
    const letters = asked(page, "/assets/fonts-");
    await page.goto("/login");
    await page.waitForFunction(() => [...document.styleSheets].some(({ href }) => href?.includes("/fonts-")));
    letters.length = 0;
    await page.goto("/login");
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.equal(letters.length, 1);
});
