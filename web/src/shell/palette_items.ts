// What the palette offers for a text: pages and actions at once, records when the server has answered.
import { useMantineColorScheme } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import {
    IconDeviceDesktop,
    IconKeyboard,
    IconLogout,
    IconMoon,
    IconPlus,
    IconSearch,
    IconSun,
    IconUser,
} from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import type { Row } from "../api/data_provider";
import { query, request } from "../api/http";
import type { Page } from "../api/types";
import { type Description, isBookkeeping, may, recordName, useDescriptions, useLabels } from "../resource/description";
import { specialOf } from "../resource/registry";
import { useActions } from "./actions";
import { openKeys } from "./keys";
import { type Item, useMenu } from "./menu";
import { useRecent } from "./recent";
import { useSignOutWhenSaved } from "./sign_out";

export interface Offer {
    id: string;
    label: string;
    icon: Item["icon"];
    to?: string;
    external?: boolean;
    run?: () => void;
    key?: string; // that does the same
    record?: { description: Description; row: Row };
}
export interface Group {
    id: string;
    label: string;
    offers: Offer[];
}

const records_of_each = 5;
const longest_search = 60; // characters: the server takes 200 bytes
const fresh_for = 30_000;

/** The name of a record, or for one that has none the text by which it is found. */
function titleOf(description: Description, row: Row): string {
    const name = recordName(description, row);
    const found = name.startsWith("#") ? description.fields.find((field) => field.searchable && row[field.name]) : null;
    return found ? String(row[found.name]).slice(0, 120) : name;
}

const offerOf = (description: Description, row: Row): Offer => ({
    id: `${description.name}-${row.id}`,
    label: titleOf(description, row),
    icon: specialOf(description.name).icon ?? IconSearch,
    to: `/${description.name}/${row.id}`,
    record: { description, row },
});

/** What stands beside a record's name, to tell it from others of that name. */
export function detailField(description: Description, row: Row) {
    const title = titleOf(description, row);
    const names = specialOf(description.name).columns ?? description.fields.map(({ name }) => name);
    return names
        .map((name) => description.fields.find((field) => field.name === name && !isBookkeeping(field)))
        .find((field) => field && row[field.name] && !title.startsWith(String(row[field.name]).slice(0, 40)));
}

/** Pages and actions whose names have all the words. */
function matching(offers: Offer[], text: string): Offer[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return offers.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
}

function usePages(): Offer[] {
    const translate = useTranslate();
    const { main, admin } = useMenu();
    return [
        ...[...main, ...admin].map((item) => ({
            id: `page-${item.to}`,
            label: item.label,
            icon: item.icon,
            to: item.to,
            external: item.external,
            key: item.key ? `G ${item.key.toUpperCase()}` : undefined,
        })),
        { id: "page-profile", label: translate("profile.title"), icon: IconUser, to: "/profile" },
    ];
}

function useOwnActions(): Offer[] {
    const translate = useTranslate();
    const labels = useLabels();
    const descriptions = useDescriptions() ?? [];
    const registered = useActions();
    const signOut = useSignOutWhenSaved();
    const { setColorScheme } = useMantineColorScheme();
    const theme = (scheme: "light" | "dark" | "auto", icon: Item["icon"]): Offer => ({
        id: `theme-${scheme}`,
        label: `${translate("app.theme.title")}: ${translate(`app.theme.${scheme}`)}`,
        icon,
        run: () => setColorScheme(scheme),
    });
    const create = descriptions
        .filter((description) => may(description, "create"))
        .sort((a, b) => (specialOf(a.name).order ?? 99) - (specialOf(b.name).order ?? 99))
        .map((description) => ({
            id: `new-${description.name}`,
            label: labels.fresh(description),
            icon: IconPlus,
            to: `/${description.name}/new`,
        }));
    return [
        ...registered.map(({ id, label, icon, run, key }) => ({
            id,
            label: translate(label),
            icon,
            run,
            key: key?.toUpperCase(),
        })),
        ...create,
        { id: "keys", label: translate("keys.title"), icon: IconKeyboard, run: openKeys, key: "?" },
        theme("light", IconSun),
        theme("dark", IconMoon),
        theme("auto", IconDeviceDesktop),
        { id: "sign-out", label: translate("profile.sign_out"), icon: IconLogout, run: signOut },
    ];
}

function useOpened(descriptions: Description[], enabled: boolean): Offer[] {
    const [opened] = useRecent();
    const wanted = opened.filter(({ resource }) => descriptions.some(({ name }) => name === resource));
    const { data = [] } = useQuery({
        queryKey: ["palette", "recent", wanted],
        enabled: enabled && wanted.length > 0,
        staleTime: fresh_for,
        queryFn: async ({ signal }) => {
            const resources = [...new Set(wanted.map(({ resource }) => resource))];
            const pages = await Promise.all(
                resources.map(async (resource) => {
                    const ids = wanted.filter((one) => one.resource === resource).map(({ id }) => id);
                    const path = `/api/${resource}/${query({ id__in: ids, page_size: ids.length })}`;
                    const { results } = await request<Page<Row>>(path, { signal });
                    return results.map((row) => ({ resource, row }));
                }),
            );
            return pages.flat();
        },
    });
    return wanted.flatMap(({ resource, id }) => {
        const found = data.find((one) => one.resource === resource && one.row.id === id);
        const description = descriptions.find(({ name }) => name === resource);
        return found && description ? [offerOf(description, found.row)] : [];
    });
}

export function useOffers(text: string, opened: boolean): { groups: Group[]; busy: boolean; error: Error | null } {
    const translate = useTranslate();
    const labels = useLabels();
    const readable = (useDescriptions() ?? [])
        .filter((description) => may(description, "read"))
        .sort((a, b) => (specialOf(a.name).order ?? 99) - (specialOf(b.name).order ?? 99));
    const searched = readable.filter(({ searchable }) => searchable);
    const asked = text.trim().slice(0, longest_search);
    const pages = matching(usePages(), text);
    const actions = matching(useOwnActions(), text);
    const recent = useOpened(readable, opened);
    const answers = useQueries({
        queries: searched.map(({ name }) => ({
            queryKey: [name, "palette", asked],
            enabled: opened && asked.length > 1,
            staleTime: fresh_for,
            // With a cursor nothing is counted; whoever types on cancels the request.
            queryFn: ({ signal }: { signal: AbortSignal }) =>
                request<Page<Row>>(`/api/${name}/${query({ search: asked, page_size: records_of_each })}&cursor=`, {
                    signal,
                }),
        })),
    });
    const found = searched.map((description, at) => ({
        id: description.name,
        label: labels.many(description),
        offers: (answers[at]?.data?.results ?? []).map((row) => offerOf(description, row)),
    }));
    const own = [
        { id: "pages", label: translate("palette.pages"), offers: pages },
        { id: "actions", label: translate("palette.actions"), offers: actions },
    ];
    const groups = asked
        ? [...own, ...found]
        : [{ id: "recent", label: translate("palette.recent"), offers: recent.slice(0, 6) }, ...own];
    return {
        groups: groups.filter(({ offers }) => offers.length > 0),
        busy: answers.some(({ isFetching }) => isFetching),
        error: answers.find(({ error }) => error)?.error ?? null,
    };
}
