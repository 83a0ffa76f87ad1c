// The language that somebody has chosen: kept in this browser, so that it is known before the sign-in.
import { useSetLocale } from "ra-core";
import { useCallback } from "react";
import { browserLanguage, isLanguage, type Language } from "../i18n";

const kept = "language"; // main.tsx reads it

export const chosenLanguage = (): Language | "" => {
    const language = localStorage.getItem(kept) ?? "";
    return isLanguage(language) ? language : "";
};

export function useLanguage(): { choose: (language: Language | "") => void } {
    const setLocale = useSetLocale();
    const choose = useCallback(
        (language: Language | "") => {
            if (language) localStorage.setItem(kept, language);
            else localStorage.removeItem(kept);
            const locale = language || browserLanguage();
            document.documentElement.lang = locale;
            setLocale(locale);
        },
        [setLocale],
    );
    return { choose };
}
