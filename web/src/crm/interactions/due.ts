// When something is due, as one says it: "today", "3 days late", "Friday".
import { useLocaleState, useTranslate } from "ra-core";
import { useFormats } from "../../i18n/format";
import { today } from "../../i18n/time_zone";

const day = 86_400_000;
const at = (date: string) => Date.parse(`${date}T00:00:00Z`);

export interface Due {
    text: string;
    late: boolean;
}

export function useDue(): (date: string) => Due {
    const translate = useTranslate();
    const formats = useFormats();
    const [locale] = useLocaleState();
    return (date) => {
        const away = Math.round((at(date) - at(today())) / day);
        if (away < 0) return { text: translate("timeline.due.late", { smart_count: -away }), late: true };
        if (away === 0) return { text: translate("timeline.due.today"), late: false };
        if (away === 1) return { text: translate("timeline.due.tomorrow"), late: false };
        if (away < 7) {
            const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
            return { text: weekday.format(at(date)), late: false };
        }
        return { text: formats.date(date), late: false };
    };
}
