// What Lighthouse says of the pages, as somebody sees them who is signed in and comes for the first time.
import lighthouse, { defaultConfig, desktopConfig } from "lighthouse";
import { open, settled, signIn } from "../../tests/e2e/browser.mjs";

/** Each with something that only stands there when the page is as it should be. */
export const pages = [
    { name: "sign-in", path: "/login", proof: 'input[type="password"]' },
    { name: "home", path: "/", proof: "main section h2" },
    { name: "customers", path: "/customers", proof: "[data-row]:not([data-row=''])" },
    { name: "a customer", path: "/customers/1", proof: "main h1" },
    { name: "board", path: "/opportunities", proof: "[data-deal]" },
];
const categories = ["performance", "accessibility", "best-practices"];
const figures = {
    fcp_ms: "first-contentful-paint",
    lcp_ms: "largest-contentful-paint",
    speed_index_ms: "speed-index",
    blocked_ms: "total-blocking-time",
    shift: "cumulative-layout-shift",
};

/** Lighthouse would give an error page its marks, too. */
export async function check(server, username, size) {
    const page = await open(server, { size });
    for (const { path, proof } of pages) {
        await page.goto(path);
        await page.locator(proof).first().waitFor();
        await settled(page);
        if (path === "/login") await signIn(page, username);
    }
    if (page.complaints.length > 0) throw new Error(page.complaints.join("\n"));
    await page.context().close();
}

/** Lighthouse opens pages in the browser's own profile: from now on they are signed in instead of `page`. */
export async function share(browser, page) {
    const cookies = await page.context().cookies();
    await page.context().close();
    const session = await browser.newBrowserCDPSession();
    await session.send("Storage.setCookies", { cookies });
    await session.detach();
}

// What is slow here stands for a phone of the middle class. Lighthouse's own factor is for a fast desktop; for what its index
// finds in between, docs/throttling.md has a table (2 for the middle of the slow desktops, 4 for that of the fast ones).
const [slow, fast] = [1250, 1750];
export const slowdown = (index) =>
    Number(Math.min(4, Math.max(1, 2 + (2 * (index - slow)) / (fast - slow))).toFixed(1));

/** Lighthouse's index of how fast this machine runs scripts, the middle of several. */
export async function benchmarkIndex(url, port) {
    const found = [];
    for (let run = 0; run < 3; run++) found.push((await report(url, port, "desktop", 1)).environment.benchmarkIndex);
    return found.sort((a, b) => a - b)[1];
}

/** The marks for one page, of which performance is given for each run, and what was found in any. */
export async function audit(url, port, device, factor, runs) {
    const reports = [];
    for (let run = 0; run < runs; run++) reports.push(await report(url, port, device, factor));
    const mark = (category) => reports.map(({ categories }) => Math.round(categories[category].score * 100));
    const found = reports.flatMap((lhr) => categories.slice(1).flatMap((category) => failures(lhr, category)));
    const middle = (audit) =>
        reports.map(({ audits }) => audits[audit].numericValue).sort((a, b) => a - b)[Math.floor(runs / 2)];
    return {
        performance: mark("performance"),
        accessibility: Math.min(...mark("accessibility")),
        best_practices: Math.min(...mark("best-practices")),
        ...Object.fromEntries(Object.entries(figures).map(([name, audit]) => [name, Number(middle(audit).toFixed(3))])),
        found: [...new Set(found)],
    };
}

// Now and then Chromium loses the beginning of what it recorded, which Lighthouse says and asks for another try.
async function report(url, port, device, factor, tries = 3) {
    const config = device === "desktop" ? desktopConfig : defaultConfig;
    const throttling = { ...config.settings?.throttling, cpuSlowdownMultiplier: factor };
    const settings = { ...config.settings, ...(device === "mobile" && { throttling }) };
    const flags = { port, onlyCategories: categories, logLevel: "error" };
    const { lhr } = await lighthouse(url, flags, { ...config, settings });
    if (lhr.runtimeError?.code === "NO_NAVSTART" && tries > 1) return report(url, port, device, factor, tries - 1);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    if (lhr.finalDisplayedUrl !== url) throw new Error(`${url} led to ${lhr.finalDisplayedUrl}`);
    return lhr;
}

const failures = ({ categories, audits }, category) =>
    categories[category].auditRefs
        .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
        .map(({ id }) => {
            const [item] = audits[id].details?.items ?? [];
            return `${id}: ${item?.node?.selector ?? item?.description ?? audits[id].title}`;
        });
