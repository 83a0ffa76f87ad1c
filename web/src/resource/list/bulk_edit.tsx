// Changes one field of all marked records.
import { Button, Checkbox, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useNotify, useTranslate, useUpdateMany } from "ra-core";
import { type FormEvent, useState } from "react";
import type { Row } from "../../api/data_provider";
import { type Description, type Field, useLabels } from "../description";
import { useErrorText } from "../error_text";
import { FieldInput } from "../form/field_input";
import { bulkFields } from "./bulk_fields";
import { useUndo } from "./bulk_undo";

interface Props {
    description: Description;
    rows: Row[];
    onClose: () => void;
    onDone: () => void;
}

const noValue = (field: Field): unknown => {
    if (field.type === "boolean") return false;
    return field.nullable ? null : "";
};

export default function BulkEdit({ description, rows, onClose, onDone }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const notify = useNotify();
    const text = useErrorText();
    const fields = bulkFields(description);
    const [field, setField] = useState<Field | null>(null);
    const [value, setValue] = useState<unknown>(null);
    const [emptied, setEmptied] = useState(false); // on purpose: not because nothing was written
    const [error, setError] = useState<string | undefined>();
    const offerUndo = useUndo(description);
    const [updateMany, { isPending }] = useUpdateMany(description.name);
    const choose = (name: string | null) => {
        const chosen = fields.find((one) => one.name === name) ?? null;
        setField(chosen);
        setValue(chosen && noValue(chosen));
        setEmptied(false);
        setError(undefined);
    };
    const filled = field?.type === "boolean" || (value !== null && value !== "");
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!field || !(filled || emptied)) return;
        setError(undefined);
        void updateMany(
            description.name,
            { ids: rows.map(({ id }) => id), data: { [field.name]: emptied ? noValue(field) : value } },
            {
                mutationMode: "pessimistic",
                onSuccess: () => {
                    offerUndo(rows);
                    notify("ra.notification.updated", {
                        type: "success",
                        undoable: true,
                        messageArgs: { smart_count: rows.length },
                    });
                    onClose();
                    onDone();
                },
                onError: (refusal) => {
                    setError(text(refusal));
                    document.querySelector<HTMLElement>(`[role=dialog] [name="${field.name}"]`)?.focus();
                },
            },
        );
    };
    return (
        <Modal
            opened
            onClose={onClose}
            title={translate("list.edit_many", { smart_count: rows.length })}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <form onSubmit={submit} noValidate>
                <Stack>
                    <Select
                        label={translate("list.field")}
                        placeholder={translate("list.choose_field")}
                        data={fields.map((one) => ({ value: one.name, label: labels.field(one) }))}
                        value={field?.name ?? null}
                        onChange={choose}
                        allowDeselect={false}
                        data-autofocus
                    />
                    {field && !emptied && (
                        <FieldInput
                            key={field.name}
                            field={field}
                            resource={description.name}
                            required={false}
                            value={value}
                            error={error}
                            onChange={(wanted) => {
                                setValue(wanted);
                                setError(undefined);
                            }}
                        />
                    )}
                    {field && !field.required && field.type !== "boolean" && (
                        <Checkbox
                            label={translate("list.empty_field")}
                            checked={emptied}
                            onChange={(event) => {
                                setEmptied(event.currentTarget.checked);
                                setError(undefined);
                            }}
                        />
                    )}
                    {error && emptied && (
                        <Text size="sm" c="var(--mantine-color-error)" role="alert">
                            {error}
                        </Text>
                    )}
                    <Text size="sm" c="dimmed">
                        {translate("list.edit_many_hint")}
                    </Text>
                    <Group justify="flex-end">
                        <Button variant="default" onClick={onClose}>
                            {translate("app.cancel")}
                        </Button>
                        <Button type="submit" disabled={!filled && !emptied} loading={isPending}>
                            {translate("list.apply")}
                        </Button>
                    </Group>
                </Stack>
            </form>
        </Modal>
    );
}
