// Which language the app speaks, and how it writes times, dates and numbers. Others than English are loaded when needed.
import polyglot from "ra-i18n-polyglot";
import type { TranslationMessages } from "ra-core";
import { en } from "./en";

export const languages = [
    { locale: "en", name: "English" },
    { locale: "de", name: "Deutsch" },
] as const;
export type Language = (typeof languages)[number]["locale"];

export function isLanguage(tag: string): tag is Language {
    return languages.some(({ locale }) => locale === tag);
}

/** A noun as it is written within a sentence: in English small, unless it is an abbreviation. */
export const inSentence = (noun: string, locale: string): string =>
    locale === "en" && !/^.\p{Lu}/u.test(noun) ? noun.charAt(0).toLowerCase() + noun.slice(1) : noun;

/** The first language of the browser's that we speak. */
export function browserLanguage(): Language {
    return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? "en";
}

type Messages = TranslationMessages;
const load = (locale: string): Messages | Promise<Messages> =>
    locale === "de" ? import("./de").then(({ de }) => de as unknown as Messages) : (en as unknown as Messages);

export const i18nProvider = polyglot((locale) => load(locale) as Messages, "en", [...languages], {
    allowMissing: true,
});

/** Before the first page is drawn, so that none is drawn in the wrong language. */
export async function startLanguage(locale: Language): Promise<void> {
    await i18nProvider.changeLocale(locale);
    document.documentElement.lang = locale;
}
