// What the first page needs, asked for before the app has come that will ask for it: who is signed in, the descriptions of all
// resources, and the page's own code.
import { begin } from "./api/http";
import { asked, resume } from "./api/session";

const before_sign_in = /^\/(login|welcome)\b/;

function code(pathname: string) {
    if (pathname === "/") return import("./crm/home/home");
    if (pathname === "/opportunities") return import("./crm/opportunities/opportunities_page");
    if (pathname === "/interactions") return import("./crm/interactions/interaction_list");
    if (/^\/\w+\/new$/.test(pathname)) return import("./resource/form/create_page");
    if (/^\/\w+\/\d+$/.test(pathname)) return import("./resource/record/record_page");
    return import("./resource/list/list_page");
}

async function first(pathname: string) {
    if (before_sign_in.test(pathname)) return null;
    const page = code(pathname);
    if (!(await resume())) return null;
    begin("/api/me/");
    begin("/api/resources/");
    return page;
}

/** Until the first request is under way: then the app may take its time to begin. */
export const begun = before_sign_in.test(location.pathname) ? Promise.resolve() : asked;

/** The letters of more languages are 150 KB: who has nothing of the app yet reads the first page without them. */
export const showLetters = () => import("./fonts").catch(() => undefined);
const [own] = performance.getEntriesByName(import.meta.url) as PerformanceResourceTiming[];
export const has_letters = own?.transferSize === 0; // as had this file, in the browser's cache
if (has_letters) void showLetters();

// The browser reads it from its disk when somebody looks first, and holds the page up meanwhile: better now than later.
void begun.then(() => localStorage.length);

/** The code of the page when somebody is signed in; what fails, the app itself meets again, and says it. */
export const loaded = first(location.pathname).catch(() => null);
