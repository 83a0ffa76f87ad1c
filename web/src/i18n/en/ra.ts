// English: what ra-core itself says.
export const ra = {
    validation: {
        required: "Required.",
        maxLength: "At most %{max} characters.",
        minLength: "At least %{min} characters.",
        number: "A number, please.",
    },
    notification: {
        http_error: "The server cannot be reached.",
        updated: "Saved |||| %{smart_count} saved",
        created: "Created",
        deleted: "Deleted |||| %{smart_count} deleted",
        bad_item: "Incorrect element",
        item_doesnt_exist: "It is no longer there",
        canceled: "Undone",
        logged_out: "You were signed out",
        not_authorized: "You may not see that",
        data_provider_error: "dataProvider error",
        offline: "No connection",
    },
    message: { unsaved_changes: "Some of your changes are not saved. Leave all the same?", error: "An error occurred" },
    page: {
        list: "%{name}",
        show: "%{name} %{recordRepresentation}",
        edit: "%{name} %{recordRepresentation}",
        create: "New %{name}",
    },
    auth: { auth_check_error: "Please sign in" },
};
