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
    const home: Item = { to: "/", label: translate("app.nav.home"), icon: IconHome, key: "h" };
    if (portalOf(me.role)) return { main: [home], admin: [] };
    const items = descriptions
        .filter((description) => may(description, "read"))
        .sort((a, b) => by_order(a.name, b.name))
        .map((description) => {
            const { icon, key, hidden } = specialOf(description.name);
            return {
                to: `/${description.name}`,
                label: labels.many(description),
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
                  { to: "/roles", label: translate("admin.roles.menu"), icon: IconShieldCheck },
                  { to: "/system", label: translate("admin.system.menu"), icon: IconServerCog },
                  { to: "/api/docs/", label: translate("admin.api"), icon: IconApi, external: true },
              ]
            : [];
    return { main: [home, ...items.filter((item) => !item.hidden)], admin };
}
