// English: forms and inputs.
export const form = {
    clear: "Clear",
    nothing_found: "Nothing found",
    show_text: "Show what is typed",
    created: "%{name} created",
    min: "At least %{min}.",
    max: "At most %{max}.",
    to_correct: "Please correct one field: |||| Please correct %{smart_count} fields:",
    unsaved_title: "Leave without saving?",
    unsaved: "Some of your changes are not saved. They are lost when you leave.",
    leave: "Leave without saving",
    stay: "Go on editing",
};
