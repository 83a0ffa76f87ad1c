// German: the search over everything.
import type { palette as en } from "../en/palette";

export const palette: typeof en = {
    title: "Suchen und öffnen",
    placeholder: "Suchen oder eine Seite öffnen …",
    recent: "Zuletzt geöffnet",
    pages: "Seiten",
    actions: "Aktionen",
    nothing: "Nichts gefunden zu „%{text}“.",
    failed: "Die Suche ist gescheitert: %{reason}",
    found: "%{smart_count} Treffer |||| %{smart_count} Treffer",
    searching: "Suche läuft",
    choose: "wählen",
    open: "öffnen",
    new_tab: "in neuem Tab öffnen",
};
