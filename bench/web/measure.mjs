// Measures the web app in Chromium for bench/web_app.py, against a server on which somebody can sign in.
import { writeFileSync } from "node:fs";
import { launch, open, quit, signIn } from "../../tests/e2e/browser.mjs";
import { firstRows, scrolling } from "./customers.mjs";
import { audit, benchmarkIndex, check, pages, share, slowdown } from "./lighthouse.mjs";

const [origin, username, port, result, quick] = process.argv.slice(2);
const server = { origin };
const say = (text) => console.error(text);

async function measure() {
    const browser = await launch([`--remote-debugging-port=${port}`]);
    const measured = { pages: [] };

    say("each page, whether it is as it should be");
    for (const size of ["desktop", "phone"]) await check(server, username, size);

    const page = await open(server);
    await signIn(page, username);
    say("the first rows of all customers");
    measured.first_rows = await firstRows(page, quick ? 3 : 7);
    const rows = quick ? 1_000 : 10_000;
    say(`scrolling through ${rows} rows`);
    measured.scrolling = await scrolling(page, rows);
    if (page.complaints.length > 0) throw new Error(page.complaints.join("\n"));

    await share(browser, page);
    say("how fast this machine is, by Lighthouse's index");
    measured.index = Math.round(await benchmarkIndex(origin + pages[0].path, port));
    measured.slowdown = slowdown(measured.index);
    for (const { name, path } of pages)
        for (const device of ["desktop", "mobile"]) {
            say(`Lighthouse: ${name}, ${device}`);
            const marks = await audit(origin + path, port, device, measured.slowdown, quick ? 1 : 3);
            measured.pages.push({ page: name, device, ...marks });
        }
    return { ...measured, chromium: browser.version() };
}

try {
    writeFileSync(result, JSON.stringify(await measure()));
} catch (error) {
    // On one line, as the last one is what bench/processes.py repeats.
    say(String(error.stack).replaceAll("\n", " | "));
    process.exitCode = 1;
} finally {
    await quit();
}
