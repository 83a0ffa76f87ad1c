// German: what ra-core itself says.
import type { ra as en } from "../en/ra";

export const ra: typeof en = {
    validation: {
        required: "Wird gebraucht.",
        maxLength: "Höchstens %{max} Zeichen.",
        minLength: "Mindestens %{min} Zeichen.",
        number: "Bitte eine Zahl.",
    },
    notification: {
        http_error: "Der Server ist nicht erreichbar.",
        updated: "Gespeichert |||| %{smart_count} gespeichert",
        created: "Angelegt",
        deleted: "Gelöscht |||| %{smart_count} gelöscht",
        bad_item: "Falscher Eintrag",
        item_doesnt_exist: "Das gibt es nicht mehr",
        canceled: "Rückgängig gemacht",
        logged_out: "Sie wurden abgemeldet",
        not_authorized: "Das dürfen Sie nicht sehen",
        data_provider_error: "dataProvider-Fehler",
        offline: "Keine Verbindung",
    },
    message: {
        unsaved_changes: "Einige Ihrer Änderungen sind nicht gespeichert. Trotzdem verlassen?",
        error: "Ein Fehler ist aufgetreten",
    },
    page: {
        list: "%{name}",
        show: "%{name} %{recordRepresentation}",
        edit: "%{name} %{recordRepresentation}",
        create: "%{name} anlegen",
    },
    auth: { auth_check_error: "Bitte melden Sie sich an" },
};
