// The list of customers: how long until its first rows are there, and how smoothly one scrolls through thousands of them.
import { settled } from "../../tests/e2e/browser.mjs";

const row = 'tbody tr[data-row]:not([data-row=""])';

/** Milliseconds from the beginning of a navigation until the first rows are painted, by what the browser has of the app. */
export async function firstRows(page, runs) {
    const network = await page.context().newCDPSession(page);
    await page.addInitScript((row) => {
        // What is there at the beginning of a frame is painted at its end.
        const look = () =>
            document.querySelector(row)
                ? setTimeout(() => (window.first_rows = performance.now()))
                : requestAnimationFrame(look);
        requestAnimationFrame(look);
    }, row);
    const load = async (cached) => {
        await page.goto("/api/schema/");
        if (!cached) await network.send("Network.clearBrowserCache");
        await page.goto("/customers");
        const took = await (await page.waitForFunction(() => window.first_rows)).jsonValue();
        const received = await page.evaluate(() =>
            performance
                .getEntriesByType("resource")
                .filter(({ name }) => name.includes("/assets/"))
                .reduce((sum, { transferSize }) => sum + transferSize, 0),
        );
        if (received > 0 === cached) throw new Error(`${received} bytes of the app came, the cache being ${cached}`);
        const rows = await page.locator(row).count();
        if (rows < 10) throw new Error(`/customers shows ${rows} rows`);
        return Math.round(took);
    };
    const measured = { empty_ms: [], filled_ms: [] };
    for (let run = 0; run < runs; run++) measured.empty_ms.push(await load(false));
    // What it compiled the browser keeps, too, once it has seen a script some times; the letters come after the first page.
    for (let visit = 0; visit < 3; visit++) {
        await page.goto("/customers");
        await settled(page);
    }
    for (let run = 0; run < runs; run++) measured.filled_ms.push(await load(true));
    await network.detach();
    return measured;
}

/** With the wheel, as fast as rows come: tasks of the main thread that take 50 ms or more, and the most rows there were. */
export async function scrolling(page, rows) {
    await page.goto("/customers");
    await page.locator(row).first().waitFor();
    await page.waitForTimeout(1000);
    await page.evaluate(() => {
        const seen = { tasks_ms: [], rows_in_page: 0, frames: 0 };
        window.seen = seen;
        new PerformanceObserver((list) =>
            seen.tasks_ms.push(...list.getEntries().map(({ duration }) => duration)),
        ).observe({ type: "longtask" });
        const all = document.getElementsByTagName("tr");
        const look = () => {
            seen.frames++;
            seen.rows_in_page = Math.max(seen.rows_in_page, all.length);
            requestAnimationFrame(look);
        };
        look();
    });
    await page.mouse.move(600, 400);
    const begin = Date.now();
    for (let at = 0; at < rows;) {
        for (let notch = 0; notch < 5; notch++) await page.mouse.wheel(0, 400);
        at = await page
            .locator(row)
            .last()
            .evaluate((last) => last.ariaRowIndex - 1);
        if (Date.now() - begin > 180_000) throw new Error(`Scrolling ended at row ${at}`);
    }
    const seconds = (Date.now() - begin) / 1000;
    await page.waitForTimeout(500);
    return { rows, seconds, ...(await page.evaluate(() => window.seen)) };
}
