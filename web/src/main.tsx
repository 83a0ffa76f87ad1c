// Where the page begins.
import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "./global.css";
import "./shell/page.css";
import "./shell/palette.css";
import "./shell/shell.css";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { browserLanguage, isLanguage, startLanguage } from "./i18n";

const kept = localStorage.getItem("language") ?? "";
void startLanguage(isLanguage(kept) ? kept : browserLanguage()).then(() => {
    createRoot(document.getElementById("root")!).render(<App />);
});
