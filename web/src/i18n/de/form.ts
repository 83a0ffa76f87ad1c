// German: forms and inputs.
import type { form as en } from "../en/form";

export const form: typeof en = {
    clear: "Leeren",
    nothing_found: "Nichts gefunden",
    show_text: "Eingabe anzeigen",
    created: "%{name} angelegt",
    min: "Mindestens %{min}.",
    max: "Höchstens %{max}.",
    to_correct: "Bitte ein Feld berichtigen: |||| Bitte %{smart_count} Felder berichtigen:",
    unsaved_title: "Ohne Speichern verlassen?",
    unsaved: "Einige Ihrer Änderungen sind nicht gespeichert. Sie gehen verloren, wenn Sie die Seite verlassen.",
    leave: "Ohne Speichern verlassen",
    stay: "Weiter bearbeiten",
};
