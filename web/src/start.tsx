// Draws the page once what it needs first is there (first.ts), or after a moment without.
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { fetchMe } from "./api/auth_provider";
import { queryClient } from "./api/cache";
import { App } from "./app";
import { has_letters, loaded, showLetters } from "./first";
import { browserLanguage, isLanguage, startLanguage } from "./i18n";
import { descriptionsQuery } from "./resource/description";
import { keepCode } from "./resource/lately";
import { specialOf } from "./resource/registry";

const first_page_ms = 1500;
const patience_ms = 400; // then the page says itself that it still loads, or what failed

async function load(): Promise<void> {
    const page = await loaded;
    if (!page) return;
    keepCode(page);
    const [descriptions] = await Promise.all([queryClient.fetchQuery(descriptionsQuery), fetchMe()]);
    const [resource] = location.pathname.split("/").slice(1);
    const description = descriptions.find(({ name }) => name === resource);
    const is_plain = description && !specialOf(description.name).List && !location.search;
    if ("beginList" in page && is_plain) await page.beginList(description);
}

async function start(): Promise<void> {
    const pause = new Promise((resolve) => setTimeout(resolve, patience_ms));
    const ready = load().catch(() => undefined);
    const kept = localStorage.getItem("language") ?? "";
    await startLanguage(isLanguage(kept) ? kept : browserLanguage());
    await Promise.race([ready, pause]);
    // In slices, between which the browser can answer.
    startTransition(() => createRoot(document.getElementById("root")!).render(<App />));
    if (!has_letters) setTimeout(() => void showLetters(), first_page_ms);
}

// Not in the same task in which all modules begin.
setTimeout(() => void start());
