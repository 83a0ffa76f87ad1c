// Days where the user is, as the instants between which they lie.
import { timeZone, today } from "../../i18n/time_zone";

const fields: Intl.DateTimeFormatOptions = {
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
};

/** How far the clocks are before UTC then, in ms. */
function ahead(at: number): number {
    const parts = new Intl.DateTimeFormat("en-CA", { ...fields, timeZone: timeZone() }).formatToParts(at);
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    const there = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return there - Math.floor(at / 1000) * 1000;
}

const day = 86_400_000;
function midnight(date: string): number {
    const utc = Date.parse(`${date}T00:00:00Z`);
    // Again with what is true at that time: clocks may have changed in between.
    return utc - ahead(utc - ahead(utc));
}

const valid = (date: string) => !Number.isNaN(Date.parse(`${date}T00:00:00Z`));
export const dayBegin = (date: string): string => (valid(date) ? new Date(midnight(date)).toISOString() : date);
export const dayEnd = (date: string): string =>
    valid(date) ? new Date(midnight(addDays(date, 1)) - 1).toISOString() : date;

/** The day on which an instant is. */
export function dayOf(at: string): string {
    const time = Date.parse(at);
    return Number.isNaN(time) ? at : new Date(time + ahead(time)).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
    return new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);
}

export interface Period {
    name: string; // of its text
    from: string;
    to: string;
}

/** Stretches of time that are often asked for. */
export function usualPeriods(): Period[] {
    const now = today();
    const first = `${now.slice(0, 8)}01`;
    const next = addDays(first, 31).slice(0, 8);
    return [
        { name: "today", from: now, to: now },
        { name: "last_7", from: addDays(now, -6), to: now },
        { name: "last_30", from: addDays(now, -29), to: now },
        { name: "this_month", from: first, to: addDays(`${next}01`, -1) },
        { name: "next_30", from: now, to: addDays(now, 29) },
    ];
}
