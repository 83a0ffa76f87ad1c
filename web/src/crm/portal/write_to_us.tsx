// A customer's message to us.
import { Alert, Button, Group, NativeSelect, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconSend } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useDataProvider, useTranslate } from "ra-core";
import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import type { Me } from "../../api/types";
import { useServerText } from "../../resource/description";
import { useSendOnce } from "../../resource/form/send_once";
import { useUnsaved } from "../../resource/form/unsaved";
import css from "../crm.module.css";
import { message_type } from "../interactions/interaction";

/** What we have to do about it. */
const asked_for = "Reply";

export function WriteToUs({ customers }: { customers: Me["customers"] }) {
    const translate = useTranslate();
    const server = useServerText();
    const provider = useDataProvider();
    const client = useQueryClient();
    const [customer, setCustomer] = useState(customers[0]?.id);
    const [text, setText] = useState("");
    const [error, setError] = useState("");
    const [sent, setSent] = useState(false);
    const [busy, setBusy] = useState(false);
    const field = useRef<HTMLTextAreaElement>(null);
    const sendOnce = useSendOnce();
    useUnsaved(text.trim() !== "");

    const send = async () => {
        setSent(false);
        setError("");
        if (!text.trim()) {
            setError("portal.write.empty");
            field.current?.focus();
            return;
        }
        setBusy(true);
        try {
            const data = { customer, interaction_type: message_type, notes: text, next_action: asked_for };
            await sendOnce((key) => provider.create("interactions", { data, meta: { key } }));
            setText("");
            setSent(true);
            await client.invalidateQueries({ queryKey: ["interactions"] });
        } catch (problem) {
            setError((problem as Error).message);
        } finally {
            setBusy(false);
        }
    };
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!busy) void send();
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    };
    const said = /^(app|portal)\.[\w.]+$/.test(error) ? translate(error) : server(error);
    return (
        <Paper p={{ base: "md", sm: "lg" }} component="section" aria-labelledby="write">
            <form onSubmit={submit} onKeyDown={onKeyDown} noValidate>
                <Stack gap="sm">
                    <Title order={2} id="write">
                        {translate("portal.write.title")}
                    </Title>
                    {customers.length > 1 && (
                        <NativeSelect
                            label={translate("portal.write.for")}
                            size="md"
                            data={customers.map(({ id, name }) => ({ value: String(id), label: name }))}
                            value={String(customer)}
                            onChange={(event) => setCustomer(Number(event.currentTarget.value))}
                        />
                    )}
                    <Textarea
                        ref={field}
                        name="notes"
                        label={translate("portal.write.label")}
                        autosize
                        minRows={3}
                        maxRows={14}
                        size="md"
                        value={text}
                        onChange={(event) => {
                            setText(event.currentTarget.value);
                            setError("");
                            setSent(false);
                        }}
                        error={error === "portal.write.empty" ? said : undefined}
                    />
                    {error && error !== "portal.write.empty" && (
                        <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
                            {said}
                        </Alert>
                    )}
                    <Group justify="space-between" gap="sm">
                        <Text role="status" size="sm">
                            {sent && (
                                <Group component="span" gap={6} wrap="nowrap">
                                    <IconCheck size={16} aria-hidden /> {translate("portal.write.sent")}
                                </Group>
                            )}
                        </Text>
                        <Button type="submit" className={css.tap} loading={busy} leftSection={<IconSend size={16} />}>
                            {translate("portal.write.send")}
                        </Button>
                    </Group>
                </Stack>
            </form>
        </Paper>
    );
}
