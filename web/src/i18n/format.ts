// Dates, times, money and numbers as people write them where the user is.
import { useI18nProvider } from "ra-core";
import { timeZone } from "./time_zone";

export interface Formats {
    date: (date: string) => string; // of "2026-11-29"
    time: (at: string) => string; // of an RFC 3339 time, with the date
    ago: (at: string) => string; // "3 days ago"
    money: (amount: string | number, currency: string) => string;
    short_money: (amount: string | number, currency: string) => string; // without what is less than a whole
    number: (value: number) => string;
    amount: (amount: string) => string; // of money, without its currency, to the last digit
    day: (at: Date) => string; // "Sunday, 29 November", with the year where it is another
    clock: (at: string) => string; // "14:05"
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["week", 604_800],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
];

/** Made when it is wanted first: each costs some milliseconds. */
function once<T>(make: () => T): () => T {
    let made: T | undefined;
    return () => (made ??= make());
}

export function formats(locale: string, zone: string | undefined): Formats {
    // The browser's own variant of the language, "de-AT", knows more than the language alone.
    const tag = navigator.languages.find((own) => own.startsWith(locale)) ?? locale;
    const times = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(tag, options));
    const date = times({ dateStyle: "medium", timeZone: "UTC" });
    const time = times({ dateStyle: "medium", timeStyle: "short", timeZone: zone });
    const day = times({ weekday: "long", day: "numeric", month: "long", timeZone: zone });
    const old_day = times({ dateStyle: "full", timeZone: zone });
    const clock = times({ timeStyle: "short", timeZone: zone });
    const relative = once(() => new Intl.RelativeTimeFormat(tag, { numeric: "auto" }));
    const number = once(() => new Intl.NumberFormat(tag));
    const exact = once(() => new Intl.NumberFormat(tag, { maximumFractionDigits: 4 }));
    const currencies = new Map<string, Intl.NumberFormat>();
    const money = (amount: string | number, currency: string, digits?: number) => {
        if (!currency) return number().format(Number(amount));
        const options: Intl.NumberFormatOptions = { style: "currency", currency };
        if (digits !== undefined) options.maximumFractionDigits = digits;
        try {
            const known = currencies.get(currency + digits) ?? new Intl.NumberFormat(tag, options);
            currencies.set(currency + digits, known);
            return known.format(Number(amount));
        } catch {
            return `${number().format(Number(amount))} ${currency}`;
        }
    };
    return {
        date: (text) => date().format(new Date(`${text}T00:00:00Z`)),
        time: (at) => time().format(new Date(at)),
        ago: (at) => {
            const seconds = (new Date(at).getTime() - Date.now()) / 1000;
            const [unit, length] = steps.find(([, long]) => Math.abs(seconds) >= long) ?? ["second", 1];
            return unit === "second"
                ? relative().format(0, "second")
                : relative().format(Math.round(seconds / length), unit);
        },
        money,
        short_money: (amount, currency) => money(amount, currency, 0),
        number: (value) => number().format(value),
        // A text of digits is taken as it is, with more of them than a number has.
        amount: (text) => (/^-?\d+(\.\d+)?$/.test(text) ? exact().format(text as unknown as number) : text),
        day: (at) => (at.getFullYear() === new Date().getFullYear() ? day() : old_day()).format(at),
        clock: (at) => clock().format(new Date(at)),
    };
}

// Formats are costly to make, and every cell of a table wants them.
let made: { locale: string; zone: string | undefined; formats: Formats } | null = null;
function formatsOf(locale: string, zone: string | undefined): Formats {
    if (made?.locale !== locale || made.zone !== zone) made = { locale, zone, formats: formats(locale, zone) };
    return made.formats;
}

export function useFormats(): Formats {
    return formatsOf(useI18nProvider().getLocale(), timeZone()); // in another language everything is drawn anew
}
