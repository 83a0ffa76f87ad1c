// The form of a record, new or there already, drawn from the description; on a page or in a dialog.
import { Alert, Anchor, Button, Group } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useDataProvider, useTranslate } from "ra-core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { keepRecord, refresh } from "../../api/cache";
import type { Row } from "../../api/data_provider";
import { ApiError, Conflict } from "../../api/errors";
import { type Description, type Field, inputs, useLabels, useServerText, writable } from "../description";
import { useErrorText } from "../error_text";
import { useSave } from "../record/save";
import { FieldInput } from "./field_input";
import css from "./form.module.css";
import { checked, differing, grouped, isWide, newBody, sent, startValues, type Values } from "./form_values";
import { useSendOnce } from "./send_once";
import { useUnsaved } from "./unsaved";

export interface RecordFormProps {
    description: Description;
    record?: Row; // to change; without one a new record is made
    given?: Values; // what is known of a new record
    onSaved: (row: Row) => void;
    onCancel: () => void;
    names?: readonly string[]; // only these fields
}

/** Sends a new record; sent again as it is, it is made once. */
function useCreation(description: Description): (body: Values) => Promise<Row> {
    const dataProvider = useDataProvider();
    const sendOnce = useSendOnce();
    return async (data) => {
        const made = await sendOnce((key) => dataProvider.create<Row>(description.name, { data, meta: { key } }));
        keepRecord(description.name, made.data);
        refresh(description.name);
        return made.data;
    };
}

export function RecordForm({ description, record, given, onSaved, onCancel, names }: RecordFormProps) {
    const translate = useTranslate();
    const labels = useLabels();
    const server = useServerText();
    const errorText = useErrorText();
    const create = useCreation(description);
    const save = useSave(description);
    const form = useRef<HTMLFormElement>(null);
    const wanted = ({ name }: Field) => !names || names.includes(name);
    const fields = inputs(description).filter(wanted);
    const sendable = writable(description).filter(wanted); // what was given of a new record, though nobody is asked
    const [base] = useState(record);
    const [start] = useState<Values>(() => base ?? startValues(description, given ?? {}));
    const [values, setValues] = useState<Values>(start);
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [refusal, setRefusal] = useState("");
    const [busy, setBusy] = useState(false);
    const [attempt, setAttempt] = useState(0);
    const changed = differing(values, start);
    const letGo = useUnsaved(Object.keys(changed).length > 0);

    const inputOf = (name: string) =>
        form.current?.querySelector<HTMLElement>(
            `[data-field="${name}"] :is(input:not([type="hidden"]), textarea, button)`,
        );
    // The focus goes to what is to be corrected, or to the first thing to fill in.
    useEffect(() => {
        const wrong = fields.find(({ name }) => errors[name]);
        const empty = base ? fields[0] : fields.find(({ name, type }) => type !== "boolean" && !values[name]);
        const first = attempt > 0 ? wrong : matchMedia("(hover: hover)").matches ? (empty ?? fields[0]) : undefined;
        const input = first && inputOf(first.name);
        // A dialog would else give the focus to its close button, a moment later.
        if (attempt === 0) input?.setAttribute("data-autofocus", "true");
        input?.focus();
    }, [attempt]);

    const refuse = (wrong: Record<string, string>, general = "") => {
        setErrors(wrong);
        setRefusal(general);
        setAttempt((number) => number + 1);
    };
    const submit = async () => {
        if (busy) return;
        const wrong = checked(fields, values, translate);
        if (Object.keys(wrong).length > 0) return refuse(wrong);
        setErrors({});
        setRefusal("");
        setBusy(true);
        try {
            const changes = fields
                .filter(({ name }) => name in changed)
                .map((field) => [field.name, sent(field, changed[field.name])]);
            const row = base ? await save(base, Object.fromEntries(changes)) : await create(newBody(sendable, values));
            letGo();
            onSaved(row);
        } catch (error) {
            if (error instanceof Conflict) return;
            const at_fields = error instanceof ApiError ? error.fields : {};
            const known = fields.filter(({ name }) => at_fields[name]);
            const other = Object.entries(at_fields).filter(([name]) => !known.some((field) => field.name === name));
            const general =
                Object.keys(at_fields).length === 0
                    ? errorText(error)
                    : other
                          .flatMap(([name, texts]) =>
                              name === "non_field_errors"
                                  ? texts.map(server)
                                  : texts.map((text) => `${name}: ${server(text)}`),
                          )
                          .join(" ");
            refuse(
                Object.fromEntries(known.map(({ name }) => [name, (at_fields[name] ?? []).map(server).join(" ")])),
                general,
            );
        } finally {
            setBusy(false);
        }
    };
    // A form in a dialog over a form: what happens in it must not reach the one below.
    const onSubmit = (event: FormEvent) => {
        event.preventDefault();
        event.stopPropagation();
        void submit();
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (!(event.ctrlKey || event.metaKey) || (event.key !== "s" && event.key !== "Enter")) return;
        event.preventDefault();
        event.stopPropagation();
        void submit();
    };
    const change = (name: string) => (value: unknown) => {
        setValues((all) => ({ ...all, [name]: value }));
        setErrors(({ [name]: _corrected, ...others }) => others);
    };
    const input = (field: Field) => (
        <div key={field.name} data-field={field.name} className={css.input}>
            <FieldInput
                field={field}
                value={values[field.name]}
                onChange={change(field.name)}
                error={errors[field.name]}
                resource={description.name}
                record={values}
                required={field.required && field.type !== "boolean"}
                creates
            />
        </div>
    );
    const wrong = fields.filter(({ name }) => errors[name]);
    return (
        <form ref={form} noValidate onSubmit={onSubmit} onKeyDown={onKeyDown} aria-busy={busy}>
            {(wrong.length > 0 || refusal) && (
                <Alert
                    key={attempt}
                    role="alert"
                    color="red"
                    icon={<IconAlertTriangle size={18} />}
                    mb="md"
                    classNames={{ message: css.refusal }}
                >
                    {refusal || translate("form.to_correct", { smart_count: wrong.length })}
                    {wrong.map((field) => (
                        <Anchor
                            key={field.name}
                            component="button"
                            type="button"
                            inherit
                            underline="always"
                            onClick={() => inputOf(field.name)?.focus()}
                        >
                            {labels.field(field)}
                        </Anchor>
                    ))}
                </Alert>
            )}
            <div className={css.fields}>
                {grouped(fields).map((group) => (
                    <div
                        key={group[0]?.name}
                        className={group.length > 1 ? css.pair : undefined}
                        data-wide={isWide(description, group)}
                    >
                        {group.map(input)}
                    </div>
                ))}
            </div>
            <Group className={css.buttons}>
                <Button type="submit" loading={busy} aria-keyshortcuts="Control+S">
                    {translate("app.save")}
                </Button>
                <Button variant="default" onClick={onCancel}>
                    {translate("app.cancel")}
                </Button>
            </Group>
        </form>
    );
}
