// German, all of it; the compiler sees that nothing is missing. `server` has the server's own texts, by what they are
// in English with `·` for a full stop.
import type { en } from "../en";
import { admin } from "./admin";
import { app } from "./app";
import { board } from "./board";
import { form } from "./form";
import { home } from "./home";
import { keys } from "./keys";
import { list } from "./list";
import { palette } from "./palette";
import { portal } from "./portal";
import { profile } from "./profile";
import { ra } from "./ra";
import { record } from "./record";
import { timeline } from "./timeline";
import { server } from "./server";

export const de: typeof en & { server: Record<string, string> } = {
    admin,
    app,
    board,
    form,
    home,
    keys,
    list,
    palette,
    portal,
    profile,
    ra,
    record,
    timeline,
    server,
};
