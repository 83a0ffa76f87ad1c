// A server of its own and a browser that minds what a person would mind: errors, foreign requests, what axe finds.
import AxeBuilder from "@axe-core/playwright";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const password = "four words nobody guesses";
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const patience = 60_000;

function required(name) {
    if (!process.env[name]) throw new Error(`${name} is not set: run the tests by ./dev test`);
    return process.env[name];
}

/** `connectcrm serve` on an empty SQLite database, with an administrator named ada. */
export class Server {
    static async start({ settings = {}, admin = true, database } = {}) {
        const server = new Server();
        server.binary = process.env.CONNECTCRM_WEB_BINARY ?? required("CONNECTCRM_BINARY");
        server.folder = mkdtempSync(join(tmpdir(), "connectcrm-e2e-"));
        server.url = database ?? `sqlite:///${server.folder}/crm.db`;
        server.environment = {
            PATH: process.env.PATH,
            HOME: server.folder,
            LANG: "C.UTF-8",
            LOGIN_THROTTLE: "off",
            DATABASE_URL: server.url,
            ...settings,
        };
        if (admin) server.run(["createsuperuser", "--username", "ada", "--email", "ada@example.org"], `${password}\n`);
        await server.serve();
        return server;
    }

    run(args, input = "") {
        const done = spawnSync(this.binary, args, { env: this.environment, cwd: this.folder, input, encoding: "utf8" });
        if (done.status !== 0) throw new Error(`connectcrm ${args.join(" ")}: ${done.stdout}${done.stderr}`);
        return done.stdout;
    }

    async serve(port = "0") {
        this.output = "";
        this.process = spawn(this.binary, ["serve"], {
            env: { ...this.environment, PORT: String(port) },
            cwd: this.folder,
            stdio: ["ignore", "pipe", "pipe"],
        });
        for (const stream of [this.process.stdout, this.process.stderr])
            stream.on("data", (text) => (this.output += text));
        const [, found] = await this.printed(/started .*address=http:\/\/[^ ]*:(\d+)/);
        this.port = Number(found);
        this.origin = `http://127.0.0.1:${found}`;
    }

    /** What the program prints, as soon as it has. */
    async printed(pattern) {
        const until = Date.now() + patience;
        for (;;) {
            const found = pattern.exec(this.output);
            if (found) return found;
            if (this.process.exitCode !== null || Date.now() > until) throw new Error(`no server:\n${this.output}`);
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    }

    async stop() {
        if (this.process.exitCode === null) {
            const ended = new Promise((resolve) => this.process.once("exit", resolve));
            this.process.kill("SIGTERM");
            await ended;
        }
        if (/Sanitizer|runtime error/.test(this.output)) throw new Error(this.output.slice(-6000));
    }

    async end() {
        await this.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** One request to the API as a user; the JSON of the answer. */
    async call(who, path, body, method = body ? "POST" : "GET") {
        this.tokens ??= {};
        this.tokens[who] ??= (
            await (
                await fetch(`${this.origin}/api/token/`, {
                    method: "POST",
                    headers: { "Content-Type": "application/json" },
                    body: JSON.stringify({ username: who, password }),
                })
            ).json()
        ).access;
        const response = await fetch(this.origin + path, {
            method,
            headers: {
                "Content-Type": "application/json",
                Accept: "application/json",
                Authorization: `Bearer ${this.tokens[who]}`,
            },
            body: body ? JSON.stringify(body) : undefined,
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
        return text ? JSON.parse(text) : null;
    }

    /** Somebody of each role, a customer with its own account, deals and interactions. */
    async fill() {
        const sales = await this.call("ada", "/api/users/", {
            username: "sam",
            role: "sales",
            password,
            first_name: "Sam",
            last_name: "Sales",
            email: "sam@example.org",
        });
        const user = await this.call("ada", "/api/users/", {
            username: "cora",
            role: "customer",
            password,
            first_name: "Cora",
            last_name: "Client",
        });
        const acme = await this.call("ada", "/api/customers/", {
            name: "Acme",
            email: "office@acme.example",
            phone: "+49 30 123",
            address: "Berlin",
            website: "https://acme.example",
            user: user.id,
            assigned_to: sales.id,
        });
        const moon = await this.call("ada", "/api/customers/", {
            name: "Moonlight",
            email: "post@moon.example",
            phone: "+39 06 1",
            address: "Rome",
        });
        const deal = await this.call("ada", "/api/opportunities/", {
            title: "Rollout",
            description: "First phase",
            stage: "Lead",
            customer: acme.id,
            amount: "12000.00",
            currency: "EUR",
            assigned_to: sales.id,
            expected_close: "2030-01-31",
        });
        await this.call("sam", "/api/interactions/", {
            customer: acme.id,
            interaction_type: "Call",
            notes: "They like it",
            next_action: "Send offer",
            visibility: "shared",
        });
        await this.call("sam", "/api/interactions/", {
            customer: acme.id,
            interaction_type: "Note",
            notes: "Budget is tight",
            next_action: "None",
            visibility: "internal",
        });
        await this.call("sam", "/api/interactions/", {
            customer: moon.id,
            interaction_type: "Meeting",
            notes: "First talk",
            next_action: "Call back",
        });
        return { sales, user, acme, moon, deal };
    }
}

export const sizes = {
    desktop: { width: 1280, height: 800 },
    phone: { width: 360, height: 740 },
    narrow: { width: 320, height: 640 },
};

let browser;
/** The one browser of this process; `options` are more of Chromium's own. */
export async function launch(options = []) {
    browser ??= await chromium.launch({
        executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
        args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            ...options,
        ],
    });
    return browser;
}
export async function quit() {
    await browser?.close();
}

/** A page in a browser profile of its own. What a person would call broken is kept in `page.complaints`. */
export async function open(server, { size = "desktop", scheme = "light", locale = "en-GB", expected = [] } = {}) {
    const context = await (
        await launch()
    ).newContext({
        viewport: sizes[size],
        colorScheme: scheme,
        locale,
        hasTouch: size !== "desktop",
        reducedMotion: "reduce",
        baseURL: server.origin,
        timezoneId: "Europe/Berlin",
    });
    context.setDefaultTimeout(patience / 2);
    const page = await context.newPage();
    page.complaints = [];
    const complain = (text) => expected.some((pattern) => pattern.test(text)) || page.complaints.push(text);
    page.on("pageerror", (error) => complain(`error: ${error.stack}`));
    page.on(
        "console",
        (message) => message.type() === "error" && complain(`console: ${message.text()} ${message.location().url}`),
    );
    page.on("request", (request) => {
        const { protocol, host } = new URL(request.url());
        if (["http:", "https:"].includes(protocol) && host !== new URL(server.origin).host)
            complain(`foreign request: ${request.url()}`);
    });
    return page;
}

export async function signIn(page, username, to = "/") {
    await page.goto(to === "/" ? "/login" : `/login?to=${encodeURIComponent(to)}`);
    await page.getByLabel(/^(User name|Benutzername)/).fill(username);
    await page.getByRole("textbox", { name: /^(Password|Passwort)/ }).fill(password);
    await page.getByRole("button", { name: /^(Sign in|Anmelden)$/ }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

/** A page of its own on which somebody has signed in, and nothing is loading any more. */
export async function signedIn(server, username, to = "/") {
    const page = await open(server);
    await signIn(page, username, to);
    await settled(page);
    return page;
}

/** Until nothing is loading any more. */
export async function settled(page) {
    // Not until the network is idle: the stream of changes never ends.
    await page.waitForTimeout(300);
    // Parts of a phone's page that are made when one comes near (web/src/resource/when_near.tsx).
    for (const later = page.locator("[data-later]"); (await later.count()) > 0; await page.waitForTimeout(100))
        await later.last().scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForFunction(
        () =>
            document.querySelectorAll('main [aria-busy="true"]').length === 0 &&
            // Its own letters, which come after the first page.
            [...document.fonts].some(({ status }) => status === "loaded") &&
            // Parts that appear together (web/src/resource/together.tsx) are there before they are seen.
            [...document.querySelectorAll("main section")].every((part) =>
                part.checkVisibility({ visibilityProperty: true }),
            ),
    );
}

/** What axe finds, as lines of text. */
export async function axe(page) {
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(
            (node) =>
                `${id}: ${node.target.join(" ")} ${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ""}`,
        ),
    );
}

export async function scrollsSideways(page) {
    return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Into the folder SCREENSHOTS, if there is one. */
export async function picture(page, name) {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
}
