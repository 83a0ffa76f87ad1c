// The search of a list: what is typed is asked for after a short pause.
import { CloseButton, Kbd, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useEffect, useRef, useState } from "react";
import { search_box } from "./list_keys";
import type { List } from "./list";

const pause = 300; // ms

export function SearchBox({ list, label, phone }: { list: List; label: string; phone: boolean }) {
    const translate = useTranslate();
    const filters = list.filters;
    const asked = typeof filters.q === "string" ? filters.q : "";
    const [text, setText] = useState(asked);
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
    const latest = useRef(list);
    latest.current = list;
    const sent = useRef(asked);
    // What comes from elsewhere: a saved view, "clear", the browser's back.
    useEffect(() => {
        if (asked === sent.current) return;
        sent.current = asked;
        setText(asked);
    }, [asked]);
    useEffect(() => () => clearTimeout(timer.current), []);

    const ask = (q: string) => {
        clearTimeout(timer.current);
        sent.current = q.trim();
        const { q: _, ...others } = latest.current.filters;
        latest.current.setFilters(q.trim() ? { ...others, q: q.trim() } : others);
    };
    const type = (typed: string) => {
        setText(typed);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => ask(typed), pause);
    };
    const empty = () => {
        setText("");
        ask("");
        document.getElementById(search_box)?.focus();
    };
    return (
        <TextInput
            id={search_box}
            type="search"
            aria-label={label}
            placeholder={label}
            maxLength={100}
            w={phone ? undefined : 260}
            flex={phone ? 1 : undefined}
            size={phone ? "md" : "sm"}
            styles={phone ? { input: { height: 44, fontSize: 16 } } : { input: { WebkitAppearance: "none" } }}
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={
                text ? (
                    <CloseButton size={phone ? 36 : 24} aria-label={translate("list.clear_search")} onClick={empty} />
                ) : phone ? null : (
                    <Kbd size="xs" aria-hidden>
                        /
                    </Kbd>
                )
            }
            value={text}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={(event) => {
                if (event.key === "Enter") ask(text);
                if (event.key === "Escape" && text) {
                    event.stopPropagation();
                    empty();
                }
            }}
        />
    );
}
