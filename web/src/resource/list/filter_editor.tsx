// What is asked of one field, to be changed: in a popover under its chip, or on a phone's sheet.
import { Button, Group, Stack } from "@mantine/core";
import { useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { type Description, type Field, useLabels } from "../description";
import { FieldInput } from "../form/field_input";
import { Segments } from "../../shell/segments";
import { AnyOf } from "./any_of";
import { usualPeriods } from "./days";
import { kindOf, offersEmpty, type Wanted, wantedOf, withField } from "./filters";
import type { Filters } from "./list";

interface Props {
    description: Description;
    field: Field;
    filters: Filters;
    onChange: (filters: Filters) => void;
    onDone: () => void;
}

export function FilterEditor({ description, field, filters, onChange, onDone }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const kind = kindOf(description, field);
    const label = labels.field(field);
    const [draft, setDraft] = useState<Wanted>(() => wantedOf(field, filters));
    if (!kind) return null;

    const apply = (wanted: Wanted) => onChange(withField(kind, field, filters, wanted));
    const change = (part: Partial<Wanted>, at_once = false) => {
        const wanted = { ...draft, ...part };
        setDraft(wanted);
        if (at_once) apply(wanted);
    };
    const submit = (event: FormEvent) => {
        event.preventDefault();
        apply(draft);
        onDone();
    };
    const days = field.type === "date" || field.type === "timestamp";
    const plain: Field = {
        ...field,
        type: field.type === "timestamp" ? "date" : field.type === "email" ? "text" : field.type,
        help: "",
        min: null,
        nullable: true,
        max_length: field.max_length ?? 200,
    };
    const bound = (part: "from" | "to", autoFocus: boolean) => (
        <FieldInput
            field={{ ...plain, name: `${field.name}-${part}` }}
            label={translate(`list.${part}`)}
            required={false}
            autoFocus={autoFocus}
            value={field.type === "integer" && draft[part] !== null ? Number(draft[part]) : draft[part]}
            onChange={(value) => change({ [part]: value === null || value === "" ? null : String(value) })}
        />
    );
    const by_hand = kind === "contains" || kind === "equals" || kind === "range";
    return (
        <form onSubmit={submit} noValidate>
            <Stack gap="sm">
                {kind === "any_of" && !draft.empty && (
                    <AnyOf
                        {...{ description, field }}
                        value={draft.any_of}
                        onChange={(any_of) => change({ any_of }, true)}
                    />
                )}
                {(kind === "contains" || kind === "equals") && !draft.empty && (
                    <FieldInput
                        field={plain}
                        label={translate(`list.${kind}`, { name: label })}
                        required={false}
                        autoFocus
                        value={draft.text}
                        onChange={(text) => change({ text: String(text ?? "") })}
                    />
                )}
                {kind === "range" && !draft.empty && (
                    <>
                        {days && (
                            <Group gap={6}>
                                {usualPeriods().map(({ name, from, to }) => (
                                    <Button
                                        key={name}
                                        variant={draft.from === from && draft.to === to ? "filled" : "default"}
                                        size="compact-sm"
                                        onClick={() => change({ from, to, empty: null }, true)}
                                    >
                                        {translate(`list.period.${name}`)}
                                    </Button>
                                ))}
                            </Group>
                        )}
                        <Group gap="xs" grow wrap="nowrap" align="flex-end">
                            {bound("from", true)}
                            {bound("to", false)}
                        </Group>
                    </>
                )}
                {kind === "yes_no" && (
                    <Segments
                        label={label}
                        full
                        value={draft.yes === null ? "" : String(draft.yes)}
                        onChange={(value) => change({ yes: value === "" ? null : value === "true" }, true)}
                        options={[
                            { value: "", label: translate("list.any") },
                            { value: "true", label: translate("app.yes") },
                            { value: "false", label: translate("app.no") },
                        ]}
                    />
                )}
                {offersEmpty(field) && (
                    <Segments
                        label={translate("list.empty_of", { name: label })}
                        full
                        small
                        value={draft.empty === null ? "" : String(draft.empty)}
                        onChange={(value) => change({ empty: value === "" ? null : value === "true" }, true)}
                        options={[
                            { value: "", label: translate("list.any") },
                            { value: "true", label: translate("list.is_empty") },
                            { value: "false", label: translate("list.is_filled") },
                        ]}
                    />
                )}
                {by_hand && !draft.empty ? (
                    <Button type="submit" fullWidth>
                        {translate("list.apply")}
                    </Button>
                ) : (
                    <Button variant="default" fullWidth onClick={onDone}>
                        {translate("list.done")}
                    </Button>
                )}
            </Stack>
        </form>
    );
}
