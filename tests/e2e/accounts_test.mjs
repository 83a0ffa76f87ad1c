// Who has an account, whose it is, and what is left when it is taken away.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, password, quit, Server, settled, signedIn } from "./browser.mjs";

let server;
let page;

before(async () => {
    await launch();
    server = await Server.start();
    await server.fill();
    page = await signedIn(server, "ada");
});
after(async () => {
    await server?.end();
    await quit();
});

test("a customer's account is one of the customers' accounts; salespeople see whose it is", async () => {
    const carl = { username: "carl", role: "customer", password, first_name: "Carl", last_name: "Client" };
    const { id } = await server.call("ada", "/api/users/", carl);
    const [moon] = await server.call("ada", "/api/customers/?name__icontains=moon");
    await page.goto(`/customers/${moon.id}`);
    await settled(page);
    await page.getByRole("button", { name: "Edit User" }).click();
    await page.getByRole("option", { name: "carl" }).waitFor();
    assert.deepEqual(await page.getByRole("option").allTextContents(), ["carl", "cora"]);
    await page.getByRole("option", { name: "carl" }).click();
    await page.getByRole("main").getByText("Carl Client").first().waitFor();
    await settled(page);
    assert.equal((await server.call("ada", `/api/customers/${moon.id}/`)).user, id);

    const sam = await signedIn(server, "sam", `/customers/${moon.id}`);
    await sam.getByRole("main").getByText("Carl Client").first().waitFor();
    await sam.getByRole("button", { name: "Edit Phone" }).waitFor();
    assert.equal(await sam.getByRole("button", { name: "Edit User" }).count(), 0);
    await sam.goto("/customers/new");
    await sam.getByLabel("Phone").waitFor();
    assert.equal(await sam.getByLabel("User").count(), 0);
    await sam.context().close();
});

test("whoever is deactivated is out at the next click", async () => {
    const sam = await signedIn(server, "sam", "/customers");
    await sam.getByRole("link", { name: "Acme" }).first().waitFor();
    const { results } = await server.call("ada", "/api/users/?username=sam&page=1");
    await page.goto(`/users/${results[0].id}`);
    await page.getByRole("heading", { level: 1, name: /sam/i }).waitFor();
    await settled(page);
    await page.getByRole("main").getByRole("button", { name: "Account" }).click();
    await page.getByRole("menuitem", { name: /^Deactivate/ }).click();
    await page
        .getByRole("dialog")
        .getByRole("button", { name: /^Deactivate/ })
        .click();
    for (let attempt = 0; (await server.call("ada", `/api/users/${results[0].id}/`)).is_active; attempt++) {
        assert.ok(attempt < 50, "still active");
        await page.waitForTimeout(100);
    }
    sam.complaints = [];
    await sam.getByRole("link", { name: "Home" }).first().click();
    await sam.getByText("Sign in again").first().waitFor();
    await sam.context().close();
});

test("what former colleagues did still has their name", async () => {
    await server.call("ada", "/api/users/", { username: "sol", role: "sales", password });
    const [moon] = await server.call("ada", "/api/customers/?name__icontains=moon");
    const sol = await signedIn(server, "sol", `/customers/${moon.id}`);
    const timeline = sol.getByRole("region", { name: "Timeline" });
    await timeline.getByText("First talk").first().waitFor();
    await timeline.getByText("Sam Sales").first().waitFor();
    assert.deepEqual(sol.complaints, []);
    await sol.context().close();
});
