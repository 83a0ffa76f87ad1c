// What stands in the menu for whoever is signed in: what the server says they may read, and the pages of administrators.
import { IconApi, IconHome, IconServerCog, IconShieldCheck } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import type { Special } from "../resource/registry";
import { portalOf, specialOf } from "../resource/registry";
import { may, useDescriptions, useLabels } from "../resource/description";
import { useMe } from "./signed_in";

export interface Item {
    to: string;
    label: string;
    brief: string; // where there is little room
    icon: NonNullable<Special["icon"]>;
    key?: string;
    resource?: string;
    external?: boolean; // outside of the app
}

/** Is the page at this address one of the item's? */
export const isAt = ({ to }: Item, pathname: string): boolean =>
    pathname === to || (to !== "/" && pathname.startsWith(`${to}/`));

const by_order = (a: string, b: string) => (specialOf(a).order ?? 99) - (specialOf(b).order ?? 99);

export function useMenu(): { main: Item[]; admin: Item[] } {
    const translate = useTranslate();
    const labels = useLabels();
    const me = useMe();
    const descriptions = useDescriptions() ?? [];
    const page = (to: string, text: string, icon: Item["icon"]): Item => {
        const label = translate(text);
        return { to, label, brief: label, icon };
    };
    const home: Item = { ...page("/", "app.nav.home", IconHome), key: "h" };
    if (portalOf(me.role)) return { main: [home], admin: [] };
    const items = descriptions
        .filter((description) => may(description, "read"))
        .sort((a, b) => by_order(a.name, b.name))
        .map((description) => {
            const { icon, key, hidden, brief } = specialOf(description.name);
            const label = labels.many(description);
            return {
                to: `/${description.name}`,
                label,
                brief: brief ? translate(brief) : label,
                icon: icon ?? IconApi,
                key,
                resource: description.name,
                hidden,
            };
        });
    const admin: Item[] =
        me.role === "admin"
            ? [
                  ...items.filter((item) => item.hidden),
                  page("/roles", "admin.roles.menu", IconShieldCheck),
                  page("/system", "admin.system.menu", IconServerCog),
                  { ...page("/api/docs/", "admin.api", IconApi), external: true },
              ]
            : [];
    return { main: [home, ...items.filter((item) => !item.hidden)], admin };
}
