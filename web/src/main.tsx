// Where the page begins.
import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import { begun } from "./first";
import "./global.css";
import "./shell/page.css";
import "./shell/palette.css";
import "./shell/shell.css";

void begun.then(() => import("./start"));
