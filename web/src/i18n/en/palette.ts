// English: the search over everything.
export const palette = {
    title: "Search and go to",
    placeholder: "Search, or go to a page…",
    recent: "Opened recently",
    pages: "Pages",
    actions: "Actions",
    nothing: "Nothing found for “%{text}”.",
    failed: "The search failed: %{reason}",
    found: "%{smart_count} result |||| %{smart_count} results",
    searching: "Searching",
    choose: "choose",
    open: "open",
    new_tab: "open in a new tab",
};
