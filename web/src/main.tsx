// Where the page begins.
import "./layers.css";
import "@mantine/core/styles/baseline.layer.css";
import "@mantine/core/styles/default-css-variables.layer.css";
import "@mantine/core/styles/global.layer.css";
import { begun } from "./first";
import "./global.css";
import "./shell/page.css";
import "./shell/palette.css";
import "./shell/shell.css";

// What index.html shows until then is painted before the app holds the browser up; a page nobody looks at has no frames.
const painted = new Promise<void>((resolve) => {
    if (document.hidden) resolve();
    else requestAnimationFrame(() => setTimeout(resolve));
});
void Promise.all([begun, painted]).then(() => import("./start"));
