// The rows as cards, on a phone. A long press marks one, and so begins marking.
import { Text } from "@mantine/core";
import { useTranslate } from "ra-core";
import { memo, useCallback, useRef } from "react";
import { Link } from "react-router-dom";
import type { Row } from "../../api/data_provider";
import { useFormats } from "../../i18n/format";
import { type Description, type Field, recordName, useDescription } from "../description";
import { useErrorText } from "../error_text";
import { Cell } from "./cell";
import { nameField } from "./columns";
import { ReferenceNames } from "../reference_names";
import type { List } from "./list";
import { useListKeys } from "./list_keys";
import css from "./list.module.css";
import { NextPageError } from "./list_states";
import type { Selection } from "./selection";
import { useVirtualRows } from "./virtual_rows";

const parts_at_most = 3;
const long_press = 500; // ms
const moved_too_far = 10; // px

interface CardProps {
    resource: string;
    record: Row;
    columns: readonly Field[];
    marking: boolean;
    selected: boolean;
    onToggle?: (id: number) => void;
    onHold?: (id: number) => void;
}

const Card = memo(function Card({ resource, record, columns, marking, selected, onToggle, onHold }: CardProps) {
    const translate = useTranslate();
    const formats = useFormats();
    const description = useDescription(resource);
    const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null);
    const named = description && nameField(description);
    // What has no name is known by what it belongs to.
    const title = named ?? columns.find((field) => field.type === "reference") ?? columns[0];
    const when = columns.find((field) => field.type === "timestamp")?.name ?? "updated_at";
    const at: unknown = record[when];
    const parts = columns
        .filter((field) => field !== title && field.type !== "timestamp" && field.type !== "boolean")
        .filter((field) => ![null, undefined, ""].includes(record[field.name] as null | undefined | string))
        .slice(0, parts_at_most);

    const content = (
        <>
            <span className={css.card_line}>
                <Text component="span" fw={600} size="md" className="clip">
                    {named
                        ? recordName(description, record)
                        : title && <Cell {...{ resource, record }} field={title} linked />}
                </Text>
                {typeof at === "string" && (
                    <Text component="span" size="xs" c="dimmed" style={{ flex: "none" }}>
                        {formats.ago(at)}
                    </Text>
                )}
            </span>
            <span className={css.card_parts}>
                {parts.length === 0 && translate("list.nothing_more")}
                {parts.map((field) => (
                    <span key={field.name}>
                        <Cell {...{ resource, field, record }} linked />
                    </span>
                ))}
            </span>
        </>
    );
    if (marking && onToggle)
        return (
            <label className={css.card_link} data-marking data-open>
                <input
                    type="checkbox"
                    className={css.card_mark}
                    checked={selected}
                    onChange={() => onToggle(record.id)}
                />
                {content}
            </label>
        );
    const stop = () => {
        if (press.current) clearTimeout(press.current.timer);
        press.current = null;
    };
    return (
        <Link
            to={`/${resource}/${record.id}`}
            className={css.card_link}
            data-open
            draggable={false}
            onPointerDown={({ pointerType, clientX, clientY }) => {
                if (pointerType === "mouse" || !onHold) return;
                const timer = setTimeout(() => {
                    onHold(record.id);
                }, long_press);
                press.current = { timer, x: clientX, y: clientY };
            }}
            onPointerMove={({ clientX, clientY }) => {
                const from = press.current;
                if (from && Math.hypot(clientX - from.x, clientY - from.y) > moved_too_far) stop();
            }}
            onPointerUp={stop}
            onPointerCancel={stop}
            onContextMenu={(event) => press.current && event.preventDefault()}
        >
            {content}
        </Link>
    );
});

interface Props {
    description: Description;
    list: List;
    columns: readonly Field[];
    selection: Selection | null;
    marking: boolean;
    label: string;
}

export function Cards({ description, list, columns, selection, marking, label }: Props) {
    const text = useErrorText();
    const { start, items, margin, height, total, focusRow } = useVirtualRows(list, 4.75);
    useListKeys(list, selection, focusRow);
    const { rows } = list;
    const held = useRef(false); // the click that ends a long press is none
    const toggle = selection?.toggle;
    const hold = useCallback(
        (id: number) => {
            held.current = true;
            navigator.vibrate?.(10);
            toggle?.(id);
        },
        [toggle],
    );
    const names = {
        fields: columns,
        all_fields: description.fields,
        rows,
        from: items[0]?.index ?? 0,
        to: items.at(-1)?.index ?? 0,
    };
    return (
        <div className={css.box}>
            <ul
                ref={start}
                aria-label={label}
                className={`${css.cards} ${list.isPlaceholderData ? css.stale : ""}`}
                style={{ height: total }}
                onPointerDownCapture={() => (held.current = false)}
                onClickCapture={(event) => {
                    if (!held.current) return;
                    event.preventDefault();
                    event.stopPropagation();
                }}
            >
                <ReferenceNames {...names}>
                    {items.map(({ index, start: top }) => {
                        const record = rows[index];
                        const selected = record !== undefined && (selection?.ids.has(record.id) ?? false);
                        return (
                            record && (
                                <li
                                    key={record.id}
                                    data-row={record.id}
                                    data-selected={selected || undefined}
                                    aria-posinset={index + 1}
                                    aria-setsize={list.exact && list.total !== undefined ? list.total : -1}
                                    className={css.card}
                                    style={{ transform: `translateY(${top - margin}px)`, height }}
                                >
                                    <Card
                                        resource={description.name}
                                        record={record}
                                        columns={columns}
                                        marking={marking}
                                        selected={selected}
                                        onToggle={toggle}
                                        onHold={toggle && hold}
                                    />
                                </li>
                            )
                        );
                    })}
                </ReferenceNames>
            </ul>
            {list.error && rows.length > 0 && (
                <div style={{ padding: "0.75rem" }}>
                    <NextPageError text={text(list.error)} retry={list.fetchNextPage} />
                </div>
            )}
        </div>
    );
}
