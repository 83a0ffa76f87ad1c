// German: the keys of the app.
import type { keys as en } from "../en/keys";

export const keys: typeof en = {
    title: "Tasten",
    everywhere: "Überall",
    go: "Gehe zu",
    lists: "In Listen",
    search: "Suchen und öffnen",
    help: "Diese Tasten zeigen",
    new_here: "Neu anlegen, was gerade gezeigt wird",
    undo: "Letzte Änderung rückgängig machen",
    list_search: "In der Liste suchen",
    next: "Nächste Zeile",
    previous: "Vorige Zeile",
    select: "Zeile auswählen",
    open: "Zeile öffnen",
    then: "dann",
    or: "oder",
    on: "Einzelne Tasten wirken nicht, während Sie schreiben. In Ihrem Profil lassen sie sich abschalten.",
    off: "Einzelne Tasten sind in Ihrem Profil abgeschaltet; nur die mit Strg wirken.",
    to_profile: "Zum Profil",
};
