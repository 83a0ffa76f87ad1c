// What is shown when the server fails, is slow, or is gone: decently, and without losing what was typed.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { axe, launch, open, picture, quit, Server, settled, signIn } from "./browser.mjs";

let server;
let page;

before(async () => {
    await launch();
    server = await Server.start();
    await server.fill();
});
beforeEach(async () => {
    await page?.context().close();
    page = await open(server);
    await signIn(page, "ada");
    await settled(page);
});
after(async () => {
    await server?.end();
    await quit();
});

test("a list that the server fails to give says so, and can be tried again", async () => {
    let broken = true;
    await page.route("**/api/customers/?**", (route) =>
        broken ? route.fulfill({ status: 500, json: { detail: "A server error occurred." } }) : route.fallback(),
    );
    await page.goto("/customers");
    const again = page.getByRole("button", { name: "Try again" }).first();
    await again.waitFor();
    assert.deepEqual(await axe(page), []);
    await picture(page, "failure-500");
    broken = false;
    await again.click();
    await page.getByRole("link", { name: "Acme" }).first().waitFor();
});

test("while the server is slow the shape of the page stands there", async () => {
    await page.route("**/api/customers/?**", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        await route.fallback();
    });
    await page.goto("/customers");
    await page.locator('[aria-busy="true"]').first().waitFor();
    await picture(page, "failure-slow");
    await page.getByRole("link", { name: "Acme" }).first().waitFor();
});

test("a form keeps what was typed when saving fails, and saves once when it works again", async () => {
    let answers = 0;
    await page.route("**/api/customers/", async (route) => {
        if (route.request().method() !== "POST" || answers++ > 0) return route.fallback();
        // The server wrote it, and the answer got lost.
        await route.fetch();
        await route.abort();
    });
    await page.goto("/customers/new");
    await page.getByLabel("Name").fill("Once");
    await page.getByLabel("Email").fill("once@example.org");
    await page.getByLabel("Phone").fill("1");
    await page.getByLabel("Address").fill("Rome");
    await page.keyboard.press("Control+s");
    await page.getByText("The server cannot be reached", { exact: false }).first().waitFor();
    assert.equal(await page.getByLabel("Name").inputValue(), "Once");
    await page.keyboard.press("Control+s");
    await page.getByRole("heading", { level: 1, name: "Once" }).waitFor();
    assert.equal((await server.call("ada", "/api/customers/?name=Once")).length, 1);
});

test("when the server is gone a bar says so, and goes when it is back", async () => {
    await page.goto("/customers");
    await page.getByRole("link", { name: "Acme" }).first().waitFor();
    const { port } = server;
    await server.stop();
    await page.getByRole("link", { name: "Home" }).first().click();
    await page.getByRole("alert").filter({ hasText: "The server cannot be reached" }).first().waitFor();
    await picture(page, "failure-offline");
    await server.serve(port);
    await page
        .getByRole("alert")
        .filter({ hasText: "The server cannot be reached" })
        .first()
        .waitFor({ state: "hidden" });
});

test("whoever leaves an unsaved form is asked", async () => {
    await page.goto("/customers/new");
    await page.getByLabel("Name").fill("Half");
    await page.getByRole("link", { name: "Home" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    await dialog.getByRole("button", { name: "Go on editing" }).click();
    assert.equal(await page.getByLabel("Name").inputValue(), "Half");
});

test("a sign-in that ends while typing is renewed above the form", async () => {
    await page.goto("/customers/new");
    await page.getByLabel("Name").fill("Kept");
    await page.getByLabel("Email").fill("kept@example.org");
    await page.getByLabel("Phone").fill("1");
    await page.getByLabel("Address").fill("Oslo");
    await server.call("ada", "/api/token/logout/everywhere/", {}, "POST");
    server.tokens = {};
    await page.keyboard.press("Control+s");
    const dialog = page.getByRole("dialog", { name: "Sign in again" });
    await dialog.getByLabel(/^Password/).fill("four words nobody guesses");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Kept" }).waitFor();
});
