// What people do from the first minute on, in a real browser against the real program.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, password, picture, quit, Server, settled, signedIn, signIn } from "./browser.mjs";

let server;
let page;

before(() => launch());
after(async () => {
    await server?.end();
    await quit();
});

const heading = (where, name) => where.getByRole("heading", { level: 1, name });

test("the first administrator is made at the printed address, and signs in", async () => {
    server = await Server.start({ admin: false });
    const [address] = await server.printed(/http:\/\/[^ ]*\/setup\/\?token=\w+/);
    page = await open(server);
    await page.goto(address);
    await page.getByLabel("User name").fill("ada");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByLabel("Password again").fill(password);
    await page.getByRole("button", { name: "Make the account" }).click();
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel(/^User name/).fill("ada");
    await page.getByLabel(/^Password/).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    await picture(page, "journey-first-steps");
});

test("a reload keeps one signed in, by a cookie that no script can read", async () => {
    await page.reload();
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    assert.equal(await page.evaluate(() => document.cookie), "");
    const [cookie] = await page.context().cookies();
    assert.ok(cookie.httpOnly && cookie.sameSite === "Strict" && cookie.path === "/api/token/");
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.doesNotMatch(kept, /eyJ/, "no token is kept where scripts of another day could find it");
});

test("a customer is created, and the server's objections stand at the fields", async () => {
    await page.goto("/customers/new");
    await page.getByLabel("Name").fill("Acme");
    await page.getByLabel("Email").fill("nonsense@");
    await page.getByLabel("Phone").fill("+49 30 123");
    await page.getByLabel("Address").fill("Berlin");
    await page.getByRole("main").getByRole("button", { name: /^Save/ }).click();
    const email = page.getByLabel("Email");
    await page.getByText("Enter a valid email address.").first().waitFor();
    assert.equal(await email.getAttribute("aria-invalid"), "true");
    await email.fill("office@acme.example");
    await page.keyboard.press("Control+s");
    await heading(page, "Acme").waitFor();
    await page.waitForURL("**/customers/1");
});

test("a call is logged with a key and a sentence", async () => {
    await settled(page);
    await page.getByRole("heading", { level: 1 }).focus();
    await page.keyboard.press("l");
    const dialog = page.getByRole("dialog", { name: "Log an interaction" });
    await dialog.waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    await page.keyboard.type("They like it");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("main").getByText("They like it").first().waitFor();
    const [logged] = await server.call("ada", "/api/interactions/");
    assert.deepEqual([logged.customer, logged.notes], [1, "They like it"]);
});

test("a deal is created and dragged over the board with the mouse, then with the keyboard alone", async () => {
    await page.goto("/opportunities/new?customer=1&stage=Lead");
    await page.getByLabel("Title").fill("Rollout");
    await page.getByLabel("Description").fill("First phase");
    await page.getByLabel("Amount").fill("12000");
    await page.getByRole("combobox", { name: "Currency" }).fill("EUR");
    await page.keyboard.press("Control+s");
    await heading(page, "Rollout").waitFor();

    await page.goto("/opportunities");
    const card = page.locator("[data-rfd-draggable-id]").filter({ hasText: "Rollout" });
    await card.waitFor();
    await settled(page);
    const columns = page.locator("[data-rfd-droppable-id]");
    const from = await card.boundingBox();
    const to = await columns.nth(1).boundingBox();
    await page.mouse.move(from.x + 20, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 20, { steps: 5 });
    await page.mouse.move(to.x + to.width / 2, to.y + 60, { steps: 20 });
    await page.waitForTimeout(300);
    await page.mouse.up();
    await untilStage("Qualified");
    await page
        .getByText(/Rollout moved to Qualified/)
        .first()
        .waitFor();
    await picture(page, "journey-board");

    await settled(page);
    await card.focus();
    await page.keyboard.press("Space");
    await page.waitForTimeout(200);
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(400);
    await page.keyboard.press("Space");
    await untilStage("Proposal");
});

async function untilStage(stage) {
    for (let attempt = 0; attempt < 100; attempt++) {
        const [deal] = await server.call("ada", "/api/opportunities/");
        if (deal.stage === stage) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const [deal] = await server.call("ada", "/api/opportunities/");
    assert.equal(deal.stage, stage);
}

test("a lost deal asks why", async () => {
    await page.goto("/opportunities/1");
    await heading(page, "Rollout").waitFor();
    await settled(page);
    await page.getByRole("button", { name: "Lost", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Why was it lost?" });
    await dialog.getByRole("textbox").first().fill("Price");
    await dialog.getByRole("button", { name: "Mark as lost" }).click();
    await untilStage("Lost");
    assert.equal((await server.call("ada", "/api/opportunities/1/")).lost_reason, "Price");
});

test("a delete is undone", async () => {
    await page.goto("/customers/1");
    await heading(page, "Acme").waitFor();
    await settled(page);
    await page
        .getByRole("button", { name: /^Delete/ })
        .first()
        .click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.waitForTimeout(500);
    assert.equal((await server.call("ada", "/api/customers/1/")).name, "Acme");
});

test("two who change the same field see both versions and choose", async () => {
    await server.fill();
    const other = await signedIn(server, "sam", "/customers/1");
    await page.goto("/customers/1");
    await settled(page);
    for (const [who, phone] of [
        [page, "111"],
        [other, "222"],
    ]) {
        await who
            .getByRole("button", { name: /^Edit phone/i })
            .first()
            .click();
        await who.getByRole("textbox", { name: /^Phone/ }).fill(phone);
    }
    await other.keyboard.press("Enter");
    await other.getByRole("main").getByText("222").first().waitFor();
    await page.getByRole("textbox", { name: /^Phone/ }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Somebody else was quicker" });
    await dialog.waitFor();
    await dialog.getByText("222").first().waitFor();
    await dialog.getByText("111").first().waitFor();
    await picture(page, "journey-conflict");
    await dialog
        .getByRole("radio", { name: /111|Yours/ })
        .first()
        .check();
    await dialog.getByRole("button", { name: /^Save/ }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal((await server.call("ada", "/api/customers/1/")).phone, "111");
    await other.getByRole("main").getByText("111").first().waitFor();
    await other.context().close();
});

test("a change of many records is undone", async () => {
    const phones = async () => (await server.call("ada", "/api/customers/")).map(({ phone }) => phone);
    const before = await phones();
    await page.goto("/customers");
    await page.getByRole("link", { name: "Moonlight" }).first().waitFor();
    await page.getByRole("checkbox", { name: "Select all rows loaded" }).click();
    await page.getByRole("main").getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Field" }).click();
    await page.getByRole("option", { name: "Phone" }).click();
    await dialog.getByRole("textbox", { name: "Phone" }).fill("0");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.deepEqual([...new Set(await phones())], ["0"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("are as they were").first().waitFor();
    assert.deepEqual(await phones(), before);
});

test("what others change appears by itself, without taking the focus", async () => {
    await page.goto("/customers");
    await page.getByRole("link", { name: "Moonlight" }).first().waitFor();
    await settled(page);
    await page.locator("#content input").first().focus();
    const moon = (await server.call("ada", "/api/customers/?name=Moonlight"))[0];
    await server.call("sam", `/api/customers/${moon.id}/`, { name: "Moonshine" }, "PATCH");
    await page.getByRole("link", { name: "Moonshine" }).first().waitFor({ timeout: 5000 });
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "INPUT");
});

test("a customer sees what was shared with them, and nothing else", async () => {
    const portal = await open(server);
    const asked = new Set();
    portal.on("request", (request) => asked.add(new URL(request.url()).pathname));
    await signIn(portal, "cora");
    await portal.getByText("They like it").first().waitFor();
    await settled(portal);
    assert.equal(await portal.getByText("Budget is tight").count(), 0);
    await portal.getByRole("textbox").first().fill("When do you deliver?");
    await portal.getByRole("button", { name: "Send" }).click();
    await portal.getByText("When do you deliver?").first().waitFor();
    for (const path of ["/customers", "/opportunities", "/users", "/system", "/customers/1"]) {
        await portal.goto(path);
        await portal.getByRole("heading", { level: 1 }).waitFor();
        assert.equal(await portal.getByText("Budget is tight").count(), 0);
        assert.equal(await portal.getByRole("link", { name: "Opportunities" }).count(), 0);
    }
    for (const path of ["/api/customers/", "/api/opportunities/", "/api/pipeline/", "/api/people/", "/api/users/"])
        assert.ok(!asked.has(path), path);
    assert.deepEqual(portal.complaints, []);
    await picture(portal, "journey-portal");
    await portal.context().close();
});

test("nothing went wrong meanwhile that a person would not have seen", () => {
    // 400 and 412 are what was asked for.
    assert.deepEqual(
        page.complaints.filter((text) => !/status of (400|412|401)/.test(text)),
        [],
    );
});
