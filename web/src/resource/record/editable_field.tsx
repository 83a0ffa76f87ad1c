// A field of a record's page: its value, and in its place the input once one wants to change it.
import { ActionIcon, Button, Group, Switch, Text, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconPencil } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type FocusEvent, type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import type { Row } from "../../api/data_provider";
import { ApiError, Conflict } from "../../api/errors";
import { type Description, type Field, isLong, may, useLabels, useServerText } from "../description";
import { useErrorText } from "../error_text";
import { FieldInput } from "../form/field_input";
import { checked, differing, sent, type Values } from "../form/form_values";
import { useUnsaved } from "../form/unsaved";
import { specialOf } from "../registry";
import { Value } from "../value";
import css from "./record.module.css";
import { withPartners } from "./partners";
import { useSave } from "./save";

export interface EditableFieldProps {
    description: Description;
    record: Row;
    fields: Field[]; // the field, and what is edited together with it: money's currency
    locked?: boolean; // what is being typed stays, nothing else can be changed
}

export const isEditable = (description: Description, field: Field): boolean =>
    may(description, "update") && !field.read_only && !field.out_of_reach;

/** The value as the page shows it; passwords are there but never shown. */
export function Shown({ description, field, record }: { description: Description; field: Field; record: Row }) {
    const Special = specialOf(description.name).renderField?.[field.name];
    if (field.write_only) return <span aria-hidden>••••••••</span>;
    return Special ? <Special record={record} /> : <Value field={field} record={record} />;
}

export function EditableField({ description, record, fields, locked }: EditableFieldProps) {
    const field = fields[0]!;
    const translate = useTranslate();
    const name = useLabels().field(field);
    const errorText = useErrorText();
    const server = useServerText();
    const save = useSave(description);
    const [base, setBase] = useState<Row | null>(null); // the record when editing began
    const [draft, setDraft] = useState<Values>({});
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [pending, setPending] = useState<Values | null>(null);
    const [saved, setSaved] = useState(false);
    const own = useRef(0); // the version that was made here: no news to whoever made it
    const cell = useRef<HTMLDivElement>(null);
    const editor = useRef<HTMLDivElement>(null);
    const refocus = useRef(false);
    const long = fields.some(isLong) && !field.write_only;
    const picked = field.type === "choice" || field.type === "reference"; // saved as soon as it is chosen
    const editing = base !== null && pending === null;
    const shown = pending ? { ...record, ...pending } : record;
    const changes = base ? differing(draft, base) : {};
    useUnsaved(editing && Object.keys(changes).length > 0);

    useEffect(() => {
        if (editing) {
            const input = editor.current?.querySelector<HTMLInputElement | HTMLTextAreaElement>(
                "input:not([type=hidden]), textarea",
            );
            input?.focus();
            if (input instanceof HTMLTextAreaElement) input.setSelectionRange(input.value.length, input.value.length);
        } else if (refocus.current) cell.current?.querySelector<HTMLElement>("button")?.focus();
        refocus.current = false;
    }, [editing]);
    useEffect(() => {
        if (!saved) return;
        const timer = setTimeout(() => setSaved(false), 2500);
        return () => clearTimeout(timer);
    }, [saved]);

    const open = () => {
        setBase(record);
        setDraft(Object.fromEntries(fields.map((one) => [one.name, one.write_only ? "" : record[one.name]])));
        setErrors({});
    };
    const close = (focus: boolean) => {
        refocus.current = focus;
        setBase(null);
        setPending(null);
    };
    const commit = async (values: Values, focus: boolean) => {
        const from = base ?? record;
        const wanted = differing(values, from);
        if (Object.keys(wanted).length === 0) return close(focus);
        const wrong = checked(fields, values, translate);
        if (Object.keys(wrong).length > 0) return setErrors(wrong);
        // What others changed elsewhere in the record meanwhile is no conflict; what they changed here is.
        const here = withPartners(description, Object.keys(wanted));
        const untouched = here.every((one) => JSON.stringify(record[one]) === JSON.stringify(from[one]));
        const body = Object.fromEntries(
            fields.filter((one) => one.name in wanted).map((one) => [one.name, sent(one, wanted[one.name])]),
        );
        refocus.current = focus;
        setPending(body);
        try {
            own.current = (await save(untouched ? record : from, body)).version;
            setSaved(true);
            setBase(null);
            setPending(null);
        } catch (error) {
            const at = error instanceof ApiError ? error.fields : {};
            const known = fields.filter((one) => at[one.name]);
            const texts = Object.fromEntries(
                known.map((one) => [one.name, (at[one.name] ?? []).map(server).join(" ")]),
            );
            const other = Object.entries(at).flatMap(([of, all]) => (of in texts ? [] : all.map(server)));
            const rest = known.length > 0 ? {} : { [field.name]: other.join(" ") || errorText(error) };
            setErrors(error instanceof Conflict ? {} : { ...texts, ...rest });
            setBase(from);
            setDraft(values);
            setPending(null);
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        // Keys in a dialog above, which React hands on to here, are not meant.
        if (!editor.current?.contains(event.target as Node)) return;
        const whole = event.ctrlKey || event.metaKey;
        const enters = event.key === "Enter" && (whole || (!long && !picked));
        if (event.key === "Escape") {
            event.stopPropagation();
            close(true);
        } else if (enters || (whole && event.key === "s")) {
            event.preventDefault();
            void commit(draft, true);
        }
    };
    const onBlur = (event: FocusEvent) => {
        const inside = (node: EventTarget | null) => node instanceof Node && editor.current?.contains(node);
        const to = event.relatedTarget;
        // The window lost the focus, or a dialog of this input has it.
        if (document.activeElement === event.target || !inside(event.target) || inside(to)) return;
        if (to instanceof Element && to.closest("[role=dialog]") && !editor.current?.closest("[role=dialog]")) return;
        if (long && Object.keys(changes).length > 0) return;
        if (Object.keys(errors).length > 0 && Object.keys(changes).length > 0) return;
        void commit(picked ? (base ?? {}) : draft, false);
    };
    const change = (one: Field) => (value: unknown) => {
        const values = { ...draft, [one.name]: value };
        setDraft(values);
        setErrors({});
        if (picked) void commit(values, true);
    };
    const click = (event: MouseEvent) => {
        const selecting = String(getSelection() ?? "") !== "";
        if (!selecting && !(event.target as Element).closest("a, button, input") && !locked) open();
    };

    if (editing)
        return (
            <div ref={editor} className={css.editor} onKeyDown={onKeyDown} onBlur={onBlur}>
                <div className={fields.length > 1 ? css.pair : undefined}>
                    {fields.map((one) => (
                        <FieldInput
                            key={one.name}
                            field={one}
                            value={draft[one.name]}
                            onChange={change(one)}
                            error={errors[one.name]}
                            label=""
                            autoFocus={one === field}
                            resource={description.name}
                            record={{ ...record, ...draft }}
                            creates
                        />
                    ))}
                </div>
                {fields.some((one) => differing({ v: record[one.name] }, { v: base[one.name] }).v !== undefined) && (
                    <Text size="xs" role="status" mt={4}>
                        {translate("record.changed_meanwhile")} <Value field={field} record={record} plain />
                    </Text>
                )}
                {!picked && (
                    // Safari gives a button that is clicked no focus, so that it would look as if the field was left.
                    <Group gap="xs" mt={6} onMouseDown={(event) => event.preventDefault()}>
                        <Button size="compact-sm" className={css.touch} onClick={() => void commit(draft, true)}>
                            {translate("app.save")}
                        </Button>
                        <Button size="compact-sm" variant="default" className={css.touch} onClick={() => close(true)}>
                            {translate("app.cancel")}
                        </Button>
                        {long && (
                            <Text size="xs" c="dimmed" visibleFrom="sm">
                                {translate("record.long_keys")}
                            </Text>
                        )}
                    </Group>
                )}
            </div>
        );
    if (field.type === "boolean")
        return (
            <Switch
                className={css.switch}
                aria-label={name}
                checked={Boolean(shown[field.name])}
                disabled={locked}
                onChange={(event) => void commit({ [field.name]: event.currentTarget.checked }, false)}
                error={errors[field.name]}
            />
        );
    return (
        <div ref={cell} className={css.cell} data-pending={pending !== null || undefined} onClick={click}>
            <div className={css.text}>
                <Flash value={fields.map((one) => record[one.name])} quiet={() => own.current === record.version}>
                    <Shown description={description} field={field} record={shown} />
                </Flash>
            </div>
            {!locked && (
                <ActionIcon
                    className={css.pencil}
                    variant="subtle"
                    color="gray"
                    aria-label={translate("record.edit_field", { field: name })}
                    onClick={open}
                >
                    <IconPencil size={16} />
                </ActionIcon>
            )}
            <VisuallyHidden role="status">{saved ? translate("record.saved") : ""}</VisuallyHidden>
            {saved && <IconCheck size={16} className={css.saved} aria-hidden />}
        </div>
    );
}

/** Lights up for a moment when the value is another than before. */
export function Flash({
    value,
    quiet,
    children,
}: {
    value: unknown;
    quiet?: () => boolean;
    children: React.ReactNode;
}) {
    const text = JSON.stringify(value);
    const seen = useRef(text);
    const [flashes, setFlashes] = useState(0);
    useEffect(() => {
        if (seen.current === text) return;
        seen.current = text;
        if (!quiet?.()) setFlashes((count) => count + 1);
    }, [text, quiet]);
    return (
        <span key={flashes} className={flashes > 0 ? css.flash : undefined}>
            {children}
        </span>
    );
}
