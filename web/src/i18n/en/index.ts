// English, all of it. A file for each part of the app.
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

export const en = { admin, app, board, form, home, keys, list, palette, portal, profile, ra, record, timeline };
