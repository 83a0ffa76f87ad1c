// Between a moment and the date and time on the user's clock, as <input type="datetime-local"> has it.
import { timeZone } from "../../i18n/time_zone";

function onClock(at: Date): string {
    // Swedes write it just so: "2026-11-29 16:05".
    const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: timeZone() });
    const [year = "", ...rest] = format.format(at).replace(" ", "T").split("-");
    return [year.padStart(4, "0"), ...rest].join("-");
}

export function localTime(moment: unknown): string {
    return typeof moment === "string" && moment ? onClock(new Date(moment)) : "";
}

export function momentOf(local: string): string | null {
    const wanted = Date.parse(`${local}Z`);
    if (Number.isNaN(wanted)) return null;
    let at = wanted;
    // Twice, since the first guess may lie on the other side of a change to summer time.
    for (let turn = 0; turn < 2; turn++) at += wanted - Date.parse(`${onClock(new Date(at))}Z`);
    return Number.isNaN(at) ? null : new Date(at).toISOString();
}
