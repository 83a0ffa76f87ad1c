// Where the page begins: all that it needs first is asked for at once, and then it is drawn as a whole.
import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "./global.css";
import "./shell/page.css";
import "./shell/palette.css";
import "./shell/shell.css";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { fetchMe, session } from "./api/auth_provider";
import { queryClient } from "./api/cache";
import { App } from "./app";
import { loadHome } from "./crm/home/home_or_portal";
import { browserLanguage, isLanguage, startLanguage } from "./i18n";
import { descriptionsQuery } from "./resource/description";
import { loadPage } from "./resource/pages";

const patience_ms = 400; // then the page says itself that it still loads, or what failed
const before_sign_in = /^\/(login|welcome)\b/;

async function load(pathname: string): Promise<unknown> {
    if (before_sign_in.test(pathname)) return undefined;
    const code = pathname === "/" ? loadHome() : loadPage(pathname);
    if (!(await queryClient.fetchQuery(session))) return undefined;
    return Promise.all([code, fetchMe(), queryClient.fetchQuery(descriptionsQuery)]);
}

const pause = new Promise((resolve) => setTimeout(resolve, patience_ms));
const loaded = load(location.pathname).catch(() => undefined);
const kept = localStorage.getItem("language") ?? "";
const language = startLanguage(isLanguage(kept) ? kept : browserLanguage());
void Promise.all([language, Promise.race([loaded, pause])]).then(() => {
    // In slices, between which the browser can answer.
    startTransition(() => createRoot(document.getElementById("root")!).render(<App />));
});
