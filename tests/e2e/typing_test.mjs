// Nothing is lost or changed that somebody typed, decided or deleted, whatever comes between.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { amountOf } from "../../web/src/resource/form/amount.ts";
import { launch, open, quit, Server, settled, signedIn, signIn } from "./browser.mjs";

let server;
let page;
let data;

before(async () => {
    await launch();
    server = await Server.start();
    data = await server.fill();
});
beforeEach(async () => {
    await page?.context().close();
    page = await signedIn(server, "ada");
});
after(async () => {
    await server?.end();
    await quit();
});

async function until(what, holds) {
    for (let attempt = 0; attempt < 100; attempt++) {
        if (await holds()) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(what);
}

test("amounts are understood as they are written, in one's own way and as the keyboard has it", () => {
    const english = "1,234,567.5";
    const german = "1.234.567,5";
    for (const [text, example, amount] of [
        ["12.50", english, "12.50"],
        ["12.50", german, "12.50"],
        ["12,50", english, "12.50"],
        ["12,50", german, "12.50"],
        ["1,250.50", english, "1250.50"],
        ["1,250.50", german, "1250.50"],
        ["1.250,50", english, "1250.50"],
        ["1.250", english, "1.250"],
        ["1.250", german, "1250"],
        ["1,250", english, "1250"],
        ["1,250", german, "1.250"],
        ["1.234.567", english, "1234567"],
        ["1 250 000", german, "1250000"],
        ["1’250.5", "1’234’567.5", "1250.5"],
        ["-3,5", german, "-3.5"],
        [",5", german, "0.5"],
        ["12.", english, "12"],
        ["123456789012.3456", english, "123456789012.3456"],
        ["", german, null],
        ["  ", german, null],
        ["a lot", german, "a lot"],
        ["1.2,3.4", german, "1.2,3.4"],
    ])
        assert.equal(amountOf(text, example), amount, `${text} where ${example} is usual`);
});

test("an amount with the other decimal mark is not a hundred times as large", async () => {
    await page.goto(`/opportunities/${data.deal.id}`);
    await settled(page);
    await page.getByRole("button", { name: "Edit Amount" }).click();
    const amount = page.getByRole("textbox", { name: "Amount" });
    assert.equal(await amount.inputValue(), "12,000");
    await amount.fill("12,50");
    await amount.press("Enter");
    await until(
        "saved",
        async () => (await server.call("ada", `/api/opportunities/${data.deal.id}/`)).amount === "12.50",
    );
});

test("a time zone that no browser knows breaks nothing", async () => {
    await server.call("ada", "/api/me/", { time_zone: "Europe/Berln" }, "PATCH");
    for (const path of ["/", "/customers", "/profile"]) {
        await page.goto(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await settled(page);
    }
    await page.getByRole("combobox", { name: /^Time zone/ }).fill("berlin");
    await page.getByRole("option", { name: "Europe/Berlin", exact: true }).click();
    await until("chosen", async () => (await server.call("ada", "/api/me/")).time_zone === "Europe/Berlin");
    assert.deepEqual(page.complaints, []);
});

test("what was deleted is deleted, also by whoever closes the page or signs out at once", async () => {
    const rows = Array.from({ length: 12 }, (_, at) => ({
        name: `Gone ${at}`,
        email: "gone@example.org",
        phone: "1",
        address: "Nowhere",
    }));
    await server.call("ada", "/api/customers/bulk/", rows);
    const left = async () => (await server.call("ada", "/api/customers/?name__istartswith=gone")).length;
    const list = `/customers?filter=${encodeURIComponent('{"name__icontains":"gone"}')}`;
    await page.goto(list);
    await page.getByRole("link", { name: "Gone 11" }).waitFor();
    await page.getByRole("checkbox", { name: "Select Gone 11" }).click();
    await page.getByRole("main").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByLabel(/^User name/).waitFor();
    assert.equal(await left(), 11);
    assert.deepEqual(page.complaints, []);

    await page.context().close();
    page = await signedIn(server, "ada", list);
    await page.getByRole("link", { name: "Gone 10" }).waitFor();
    await page.getByRole("checkbox", { name: "Select all rows loaded" }).click();
    await page.getByRole("main").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.reload();
    await until("deleted", async () => (await left()) === 0);
});

test("signing out asks before it loses what was typed", async () => {
    await page.goto("/customers/new");
    await page.getByLabel("Name").fill("Half a customer");
    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
    await dialog.getByRole("button", { name: "Go on editing" }).click();
    assert.equal(await page.getByLabel("Name").inputValue(), "Half a customer");
    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await dialog.getByRole("button", { name: "Leave without saving" }).click();
    await page.getByLabel(/^User name/).waitFor();
});

test("a draft that comes back leaves alone what a colleague changed meanwhile", async () => {
    const [row] = await server.call("ada", "/api/interactions/?search=budget");
    const address = `/api/interactions/${row.id}/`;
    const edit = async () => {
        await page.goto(`/customers/${data.acme.id}`);
        await settled(page);
        const item = page.getByRole("listitem").filter({ hasText: /budget/i });
        await item.getByRole("button", { name: /^More: / }).click();
        await page.getByRole("menuitem", { name: "Edit" }).click();
        return page.getByRole("dialog", { name: "Change the interaction" });
    };
    let dialog = await edit();
    await dialog.getByRole("textbox", { name: "Notes" }).fill("The budget is tight, says their CFO");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await server.call("sam", address, { next_action: "Send the contract", next_action_due: "2030-02-02" }, "PATCH");
    dialog = await edit();
    await dialog.getByText("What you wrote and did not save is back.").waitFor();
    await dialog.getByRole("button", { name: /^Save/ }).click();
    await dialog.waitFor({ state: "hidden" });
    const now = await server.call("ada", address);
    assert.deepEqual(
        [now.notes, now.next_action, now.next_action_due],
        ["The budget is tight, says their CFO", "Send the contract", "2030-02-02"],
    );
});

test("a message whose answer got lost can be sent again, once it is said that it had arrived", async () => {
    const portal = await open(server, { expected: [/ERR_FAILED|status of 422/] });
    await signIn(portal, "cora");
    const box = portal.getByRole("textbox").first();
    let loses = true;
    await portal.route("**/api/interactions/", async (route) => {
        if (route.request().method() !== "POST" || !loses) return route.fallback();
        loses = false;
        await route.fetch();
        await route.abort();
    });
    await box.fill("When does it come?");
    await portal.getByRole("button", { name: "Send" }).click();
    await portal.getByText("The server cannot be reached.").first().waitFor();
    await box.fill("When does it come at last?");
    await portal.getByRole("button", { name: "Send" }).click();
    await portal.getByText(/An earlier attempt may have reached the server/).waitFor();
    await portal.getByRole("button", { name: "Send" }).click();
    await until("sent", async () => (await server.call("ada", "/api/interactions/?search=come")).length === 2);
    assert.deepEqual(portal.complaints, []);
    await portal.context().close();
});

test("a step that is due is seen, however much was noted after it", async () => {
    const base = { customer: data.moon.id, interaction_type: "Call" };
    const due = { next_action: "Send the contract", next_action_due: "2026-01-02" };
    await server.call("ada", "/api/interactions/", { ...base, notes: "Agreed", ...due });
    const notes = Array.from({ length: 25 }, (_, at) => ({ ...base, notes: `Note ${at}`, next_action: "None" }));
    await server.call("ada", "/api/interactions/bulk/", notes);
    await page.goto(`/customers/${data.moon.id}`);
    const steps = page.getByRole("region", { name: "Next steps" });
    await steps.getByText("Send the contract").waitFor();
    await page.goto("/");
    await settled(page);
    const day = page.getByRole("region", { name: /^My day/ });
    await day.getByRole("link", { name: "All my steps" }).click();
    await page.getByText("Send the contract").first().waitFor();
    assert.equal(await page.getByText("Note 24").count(), 0);
    await page.goBack();
    await day.getByRole("button", { name: "Move: Send the contract" }).click();
    // As the keyboard has it: the year comes last, digit by digit.
    await page.getByLabel("Another day").pressSequentially("12152030");
    await page.keyboard.press("Enter");
    await until("moved", async () => {
        const [row] = await server.call("ada", "/api/interactions/?search=agreed");
        return row.next_action_due === "2030-12-15";
    });
});

test("the board's search lets one write two words, and the way back leads to the list as it was", async () => {
    await page.goto("/opportunities");
    const search = page.getByRole("searchbox").first();
    await search.pressSequentially("roll ");
    await page.waitForTimeout(600);
    await search.pressSequentially("first");
    await page.waitForTimeout(600);
    assert.equal(await search.inputValue(), "roll first");
    await page.getByText("Rollout").first().waitFor();

    await page.goto("/customers");
    await page.getByRole("searchbox").first().fill("moon");
    await page.getByRole("link", { name: "Acme" }).first().waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Moonlight" }).first().click();
    await settled(page);
    await page.getByRole("main").getByRole("link", { name: "Customers", exact: true }).click();
    await page.getByRole("link", { name: "Moonlight" }).first().waitFor();
    assert.equal(await page.getByRole("searchbox").first().inputValue(), "moon");
});
