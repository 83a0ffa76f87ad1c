// The dialog that makes an API key, and shows it this once.
import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { request } from "../../api/http";
import type { Answer, Body } from "../../api/types";
import { type Description, may, useDescriptions, useLabels } from "../../resource/description";
import { useSendOnce } from "../../resource/form/send_once";
import { CopyField } from "../copy_field";
import { useSending } from "../form";
import { FormError } from "../form_error";

const lifetimes = [30, 90, 365];
const day_ms = 86_400_000;

const writes = (description: Description) =>
    (["create", "update", "delete"] as const).some((act) => may(description, act));

interface Shown {
    opened: boolean;
    onClose: () => void;
    onMade: () => Promise<void>;
}

export function NewKey({ opened, onClose, onMade }: Shown) {
    const translate = useTranslate();
    const [made, setMade] = useState("");
    const close = () => {
        setMade("");
        onClose();
    };
    return (
        <Modal
            opened={opened}
            onClose={close}
            size="lg"
            title={translate(made ? "profile.keys.created_title" : "profile.keys.add")}
            // What is shown once does not go away by a slip.
            closeOnClickOutside={!made}
            closeOnEscape={!made}
            withCloseButton={!made}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            {made ? (
                <Stack>
                    <Alert icon={<IconKey size={18} />} role="alert">
                        {translate("profile.keys.created")}
                    </Alert>
                    <CopyField label={translate("profile.keys.key")} value={made} />
                    <Group justify="flex-end">
                        <Button onClick={close}>{translate("profile.keys.done")}</Button>
                    </Group>
                </Stack>
            ) : (
                <KeyForm
                    onCancel={close}
                    onMade={(key) => {
                        setMade(key);
                        void onMade();
                    }}
                />
            )}
        </Modal>
    );
}

function KeyForm({ onCancel, onMade }: { onCancel: () => void; onMade: (key: string) => void }) {
    const translate = useTranslate();
    const labels = useLabels();
    const readable = (useDescriptions() ?? []).filter((description) => may(description, "read"));
    const [name, setName] = useState("");
    const [acts, setActs] = useState<Record<string, string>>({});
    const [days, setDays] = useState("");
    const sendOnce = useSendOnce();
    const form = useSending(async () => {
        const scopes = Object.entries(acts).flatMap(([resource, act]) => (act ? [`${resource}:${act}`] : []));
        const expires_at = days ? new Date(Date.now() + Number(days) * day_ms).toISOString() : null;
        const body = { name, scopes, expires_at } satisfies Body<"/api/me/keys/">;
        const made = await sendOnce((once) =>
            request<Answer<"/api/me/keys/", "post">>("/api/me/keys/", {
                method: "POST",
                body,
                headers: { "Idempotency-Key": once },
            }),
        );
        onMade(made.key);
    });
    const scope_error = form.errorOf("scopes");
    return (
        <form onSubmit={form.onSubmit} noValidate>
            <Stack>
                <TextInput
                    name="name"
                    label={translate("profile.keys.name")}
                    description={translate("profile.keys.name_help")}
                    required
                    withAsterisk={false}
                    autoComplete="off"
                    data-autofocus
                    value={name}
                    error={form.errorOf("name")}
                    onChange={(event) => setName(event.currentTarget.value)}
                />
                <fieldset className="crm-fieldset" name="scopes">
                    <legend>{translate("profile.keys.scopes")}</legend>
                    {readable.map((description) => (
                        <Group key={description.name} justify="space-between" wrap="nowrap" className="crm-scope">
                            <Text component="label" htmlFor={`scope-${description.name}`} size="sm">
                                {labels.many(description)}
                            </Text>
                            <NativeSelect
                                id={`scope-${description.name}`}
                                value={acts[description.name] ?? ""}
                                aria-invalid={scope_error ? true : undefined}
                                data={[
                                    { value: "", label: translate("profile.keys.nothing") },
                                    { value: "read", label: translate("profile.keys.read") },
                                    ...(writes(description)
                                        ? [{ value: "write", label: translate("profile.keys.write") }]
                                        : []),
                                ]}
                                onChange={(event) =>
                                    setActs({ ...acts, [description.name]: event.currentTarget.value })
                                }
                            />
                        </Group>
                    ))}
                    {scope_error && (
                        <Text size="sm" c="var(--mantine-color-error)" role="alert">
                            {scope_error}
                        </Text>
                    )}
                </fieldset>
                <NativeSelect
                    label={translate("profile.keys.expires")}
                    value={days}
                    data={[
                        { value: "", label: translate("profile.keys.never") },
                        ...lifetimes.map((count) => ({
                            value: String(count),
                            label:
                                count === 365
                                    ? translate("profile.keys.year")
                                    : translate("profile.keys.days", { smart_count: count }),
                        })),
                    ]}
                    onChange={(event) => setDays(event.currentTarget.value)}
                />
                <FormError form={form} />
                <Group justify="flex-end">
                    <Button variant="default" onClick={onCancel}>
                        {translate("app.cancel")}
                    </Button>
                    <Button type="submit" loading={form.busy}>
                        {translate("profile.keys.create")}
                    </Button>
                </Group>
            </Stack>
        </form>
    );
}
