// German: the page of a customer, in plain words.
import type { portal as en } from "../en/portal";

export const portal: typeof en = {
    title: "Ihre Seite",
    hello: "Guten Tag, %{name}",
    agreed: "Was wir besprochen haben",
    nothing:
        "Noch ist hier nichts. Sobald wir miteinander gesprochen haben, lesen Sie hier, was wir vereinbart haben, und können uns antworten.",
    unlinked: "Ihr Konto gehört noch zu keinem unserer Kunden. Bitte sagen Sie uns Bescheid, damit wir es verbinden.",
    you_wrote: "Sie haben uns geschrieben",
    next: "Wie es weitergeht:",
    older: "Mehr zeigen",
    write: {
        title: "Schreiben Sie uns",
        for: "Für",
        label: "Ihre Nachricht",
        send: "Senden",
        sent: "Gesendet. Wir melden uns bei Ihnen.",
        empty: "Bitte schreiben Sie zuerst etwas.",
    },
};
