// What the board shows: search, whose, until when, in which order. On a phone all but the search is behind a button.
import { ActionIcon, Button, Collapse, Group, Indicator, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useEffect, useRef, useState } from "react";
import { useMe } from "../../shell/signed_in";
import { usePeople } from "../users/users";
import { type Asked, type Order, orders, ownRange, presets } from "./filters";

const tall = { input: { height: 44 } };

interface Props {
    asked: Asked;
    ask: (changes: Partial<Asked>) => void;
    clear: () => void;
    phone: boolean;
}

function Search({ asked, ask, phone }: Omit<Props, "clear">) {
    const translate = useTranslate();
    const [typed, setTyped] = useState(asked.q);
    const sent = useRef(asked.q);
    const askSoon = useDebouncedCallback((q: string) => {
        sent.current = q;
        ask({ q });
    }, 250);
    // What comes from elsewhere: "clear", the browser's back.
    useEffect(() => {
        if (asked.q === sent.current) return;
        sent.current = asked.q;
        setTyped(asked.q);
    }, [asked.q]);
    return (
        <TextInput
            type="search"
            leftSection={<IconSearch size={16} />}
            placeholder={translate("board.filter.search")}
            aria-label={translate("board.filter.search")}
            value={typed}
            size={phone ? "md" : "sm"}
            styles={phone ? tall : undefined}
            onChange={(event) => {
                setTyped(event.currentTarget.value);
                askSoon(event.currentTarget.value.trim());
            }}
            style={{ flex: phone ? 1 : "0 1 16rem" }}
        />
    );
}

function Range({ asked, ask, phone }: Omit<Props, "clear">) {
    const translate = useTranslate();
    const [from, to] = ownRange(asked.close) ?? ["", ""];
    const input = (label: string, value: string, change: (date: string) => string) => (
        <TextInput
            type="date"
            aria-label={`${translate("board.filter.close")}: ${label}`}
            value={value}
            size={phone ? "md" : "sm"}
            styles={phone ? tall : undefined}
            onChange={(event) => ask({ close: change(event.currentTarget.value) })}
            style={phone ? { flex: 1 } : undefined}
        />
    );
    return (
        <Group gap="xs" wrap="nowrap">
            {input(translate("board.filter.from"), from, (date) => `${date}..${to}`)}
            {input(translate("board.filter.to"), to, (date) => `${from}..${date}`)}
        </Group>
    );
}

export function FilterBar({ asked, ask, clear, phone }: Props) {
    const translate = useTranslate();
    const me = useMe();
    const people = usePeople() ?? [];
    const [opened, setOpened] = useState(false);
    const size = phone ? "md" : "sm";
    const own = ownRange(asked.close) !== undefined;
    const active = [asked.who, asked.close].filter(Boolean).length;
    const select = (
        label: string,
        value: string,
        data: { value: string; label: string }[],
        change: (to: string) => void,
    ) => (
        <Select
            aria-label={label}
            label={phone ? label : undefined}
            data={data}
            value={value}
            size={size}
            styles={phone ? tall : undefined}
            allowDeselect={false}
            onChange={(to) => change(to ?? "")}
            searchable={data.length > 12}
            w={phone ? "100%" : 204}
            comboboxProps={{ width: "max-content", position: "bottom-start" }}
        />
    );
    const text = (name: string) => translate(`board.filter.${name}`);
    const more = (
        <>
            {select(
                text("who"),
                asked.who || "all",
                [
                    { value: "all", label: text("everybody") },
                    { value: "me", label: text("me") },
                    { value: "nobody", label: text("nobody") },
                    ...people
                        .filter(({ id }) => id !== me.id)
                        .map(({ id, name }) => ({ value: String(id), label: name })),
                ],
                (who) => ask({ who: who === "all" ? "" : who }),
            )}
            {select(
                text("close"),
                own ? "own" : asked.close || "any",
                ["any", ...presets, "own"].map((name) => ({ value: name, label: text(name) })),
                (close) => ask({ close: close === "any" ? "" : close === "own" ? ".." : close }),
            )}
            {own && <Range asked={asked} ask={ask} phone={phone} />}
            {select(
                text("sort"),
                asked.order,
                Object.keys(orders).map((name) => ({ value: name, label: text(`by_${name}`) })),
                (order) => ask({ order: order as Order }),
            )}
            {(active > 0 || asked.q !== "") && (
                <Button variant="subtle" size={size} onClick={clear} px="xs">
                    {translate("board.clear")}
                </Button>
            )}
        </>
    );
    if (!phone)
        return (
            <Group gap="xs" role="search" aria-label={text("title")}>
                <Search asked={asked} ask={ask} phone={false} />
                {more}
            </Group>
        );
    return (
        <div role="search" aria-label={text("title")}>
            <Group gap="xs" wrap="nowrap">
                <Search asked={asked} ask={ask} phone />
                <Indicator label={active} disabled={active === 0} size={18} offset={4}>
                    <ActionIcon
                        variant="default"
                        size={44}
                        aria-label={text("title")}
                        aria-expanded={opened}
                        onClick={() => setOpened(!opened)}
                    >
                        <IconFilter size={20} />
                    </ActionIcon>
                </Indicator>
            </Group>
            <Collapse expanded={opened}>
                <Group gap="xs" pt="xs">
                    {more}
                </Group>
            </Collapse>
        </div>
    );
}
