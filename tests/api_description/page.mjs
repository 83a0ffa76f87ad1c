// Opens /api/docs/ in Chromium under a host name that is not this machine's, and fails on whatever a reader would miss:
//     node page.mjs HOST:PORT OPERATIONS TOKEN
import { chromium } from "playwright-core";

const [host, operations, token] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", `--host-resolver-rules=MAP ${host.split(":")[0]} 127.0.0.1`],
});
const ignored = /Cross-Origin-Opener-Policy header has been ignored/; // as it is without https
const complaints = [];
try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("console", (line) => line.type() === "error" && !ignored.test(line.text()) && complaints.push(`console: ${line.text()}`));
    page.on("response", (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`));
    await page.goto(`http://${host}/api/docs/`);
    await page.waitForSelector(".opblock-tag");
    const closed = page.locator(".opblock-tag[data-is-open=false]");
    while ((await closed.count()) > 0) await closed.first().click();
    await page.waitForFunction((wanted) => document.querySelectorAll(".opblock").length === wanted, Number(operations));

    // It can be tried: sign in with a token, and ask.
    await page.click("button.authorize");
    await page.fill(".auth-container input", token);
    await page.click(".auth-btn-wrapper button.authorize");
    await page.click(".auth-btn-wrapper button.btn-done");
    await page.click("#operations-me-me_retrieve .opblock-summary-control");
    await page.click("#operations-me-me_retrieve .try-out__btn");
    await page.click("#operations-me-me_retrieve .execute");
    await page.waitForSelector("#operations-me-me_retrieve .live-responses-table");
    const status = await page.textContent("#operations-me-me_retrieve .live-responses-table tbody .response-col_status");
    if (!status.includes("200")) complaints.push(`tried: ${status}`);
    for (const url of asked)
        if (!url.startsWith(`http://${host}/`) && !url.startsWith("data:")) complaints.push(`foreign request: ${url}`);
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
} catch (error) {
    complaints.push(String(error));
} finally {
    await browser.close();
}
console.log(complaints.join("\n"));
process.exit(complaints.length ? 1 : 0);
