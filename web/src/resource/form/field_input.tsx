// The input for a field, as its description says; controlled, so that forms, filters and bulk changes share it.
import {
    Autocomplete,
    type ComboboxItem,
    NumberInput,
    type OptionsFilter,
    PasswordInput,
    Select,
    Switch,
    Textarea,
    TextInput,
} from "@mantine/core";
import { useTranslate } from "ra-core";
import { type Field, isLong, useLabels, useServerText } from "../description";
import { specialOf } from "../registry";
import { localTime, momentOf } from "./local_time";
import { MoneyInput } from "./money_input";
import { ReferenceInput } from "./reference_input";

export interface InputProps {
    field: Field;
    value: unknown;
    onChange: (value: unknown) => void;
    onBlur?: () => void;
    error?: string;
    label?: string; // instead of the field's; "" for none, with aria-label
    autoFocus?: boolean;
    required?: boolean; // instead of the field's
    resource?: string; // whose field it is, for suggestions
    record?: Record<string, unknown>; // which has the field, as it stands now: it may say what can be chosen
    readOnly?: boolean;
    creates?: boolean; // a record that is referred to can be made on the spot
}

/** All of them while one of them stands there: it is about to be changed. */
const fitting: OptionsFilter = ({ options, search, limit }) => {
    const all = options as ComboboxItem[];
    const text = search.trim().toLowerCase();
    const stands = all.some(({ label }) => label.toLowerCase() === text);
    return all.filter(({ label }) => stands || label.toLowerCase().includes(text)).slice(0, limit);
};

export function FieldInput(props: InputProps) {
    const { field, value, onChange, onBlur, error, label, autoFocus, required, resource, readOnly } = props;
    const labels = useLabels();
    const server = useServerText();
    const translate = useTranslate();
    const text = labels.field(field);
    const suggestions = specialOf(resource ?? "").suggestions?.[field.name]?.();
    const shared = {
        label: label === "" ? undefined : (label ?? text),
        "aria-label": label === "" ? text : undefined,
        description: field.help ? server(field.help) : undefined,
        error: error ? server(error) : undefined,
        required: required ?? field.required,
        name: field.name,
        autoFocus,
        onBlur,
        readOnly,
        autoComplete: "off",
        inputWrapperOrder: ["label", "input", "error", "description"] as (
            "label" | "input" | "error" | "description"
        )[],
    };
    switch (field.type) {
        case "reference":
            return <ReferenceInput {...props} shared={shared} />;
        case "choice":
            return (
                <Select
                    {...shared}
                    data={(field.choices ?? []).map((choice) => ({ value: choice.value, label: server(choice.label) }))}
                    value={(value as string | null) ?? null}
                    onChange={onChange}
                    openOnFocus={Boolean(autoFocus) && !error}
                    allowDeselect={!field.required && field.nullable}
                />
            );
        case "boolean":
            return (
                <Switch
                    label={label === "" ? undefined : text}
                    aria-label={text}
                    checked={Boolean(value)}
                    onChange={(event) => onChange(event.currentTarget.checked)}
                    onBlur={onBlur}
                    error={shared.error}
                    description={shared.description}
                    name={field.name}
                    disabled={readOnly}
                />
            );
        case "integer":
            return (
                <NumberInput
                    {...shared}
                    value={(value as number | string | null) ?? ""}
                    onChange={(number) => onChange(number === "" ? null : number)}
                    allowDecimal={false}
                    min={field.min ?? undefined}
                    max={field.max ?? undefined}
                    clampBehavior="none"
                />
            );
        case "money":
            return <MoneyInput value={value} onChange={onChange} shared={shared} />;
        case "date":
            return (
                <TextInput
                    {...shared}
                    type="date"
                    value={(value as string | null) ?? ""}
                    onChange={(event) => onChange(event.currentTarget.value || null)}
                />
            );
        case "timestamp":
            return (
                <TextInput
                    {...shared}
                    type="datetime-local"
                    value={localTime(value)}
                    onChange={(event) => onChange(momentOf(event.currentTarget.value))}
                />
            );
        default: {
            const change = (given: string) => onChange(given);
            const max = field.max_length ?? undefined;
            if (field.write_only)
                return (
                    <PasswordInput
                        {...shared}
                        autoComplete="new-password"
                        maxLength={max}
                        visibilityToggleButtonProps={{ "aria-label": translate("form.show_text") }}
                        value={(value as string | null) ?? ""}
                        onChange={(event) => change(event.currentTarget.value)}
                    />
                );
            if (isLong(field))
                return (
                    <Textarea
                        {...shared}
                        autosize
                        minRows={2}
                        maxRows={12}
                        value={(value as string | null) ?? ""}
                        onChange={(event) => change(event.currentTarget.value)}
                    />
                );
            if (suggestions)
                return (
                    <Autocomplete
                        {...shared}
                        data={suggestions}
                        filter={fitting}
                        limit={50}
                        value={(value as string | null) ?? ""}
                        onChange={change}
                        maxLength={max}
                    />
                );
            return (
                <TextInput
                    {...shared}
                    type={field.type === "email" ? "email" : "text"}
                    maxLength={max}
                    value={(value as string | null) ?? ""}
                    onChange={(event) => change(event.currentTarget.value)}
                />
            );
        }
    }
}
