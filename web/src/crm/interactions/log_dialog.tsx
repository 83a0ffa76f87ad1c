// The dialog in which an interaction is written down, or changed: type, with whom, what was said, what comes next.
import { Alert, Button, Group, Kbd, Modal, Stack, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconHistory } from "@tabler/icons-react";
import { useGetOne, useTranslate } from "ra-core";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useDescription, useLabels, useServerText } from "../../resource/description";
import { useMe } from "../../shell/signed_in";
import type { Deal } from "../opportunities/deal";
import { usePhone } from "../../shell/phone";
import { CustomerInput } from "./customer_input";
import { DealInput } from "./deal_input";
import { type Draft, draftName, freshDraft, keepDraft, keptDraft } from "./draft";
import css from "./interactions.module.css";
import type { Asked } from "./log";
import { NextStepInput } from "./next_step_input";
import { TypeInput } from "./type_input";
import { useSaveInteraction } from "./use_save";
import { VisibilityInput } from "./visibility_input";

interface Props {
    preset: Asked;
    opened: boolean;
    onClose: () => void;
}

export default function LogDialog({ preset, opened, onClose }: Props) {
    const translate = useTranslate();
    const phone = usePhone();
    // Modals only take and give the focus when they are opened while they stand.
    const [stands, setStands] = useState(false);
    useEffect(() => setStands(true), []);
    return (
        <Modal
            opened={opened && stands}
            onClose={onClose}
            returnFocus={false}
            title={translate(preset.edit ? "timeline.log.edit" : "timeline.log.title")}
            closeButtonProps={{ "aria-label": translate("app.close"), size: phone ? 44 : undefined }}
            size="lg"
            fullScreen={phone}
            centered={false}
            yOffset="4vh"
        >
            <LogForm preset={preset} onClose={onClose} />
        </Modal>
    );
}

function LogForm({ preset, onClose }: Omit<Props, "opened">) {
    const translate = useTranslate();
    const server = useServerText();
    const labels = useLabels();
    const me = useMe();
    const description = useDescription("interactions");
    const field = (name: string) => description?.fields.find((one) => one.name === name && !one.read_only);
    const name = draftName(preset);
    const [fresh] = useState(() => freshDraft(preset, field("visibility")));
    const [kept] = useState(() => keptDraft(me.id, name, fresh));
    const [restored, setRestored] = useState(kept !== undefined);
    const [draft, setDraft] = useState<Draft>(kept?.draft ?? fresh);
    const form = useRef<HTMLFormElement>(null);
    const edited = preset.edit && kept?.version ? { ...preset.edit, version: kept.version } : preset.edit;
    const { save, busy, errors, problem, setErrors } = useSaveInteraction(description, edited, () => {
        keepDraft(me.id, name, null);
        onClose();
    });
    const keep = (draft: Draft | null) =>
        keepDraft(me.id, name, draft && { draft, from: fresh, version: edited?.version });

    // Whose deal it is, is not always known when the dialog is asked for.
    const { data: deal } = useGetOne<Deal>(
        "opportunities",
        { id: preset.opportunity ?? 0 },
        { enabled: Boolean(preset.opportunity) && draft.customer === null },
    );
    const owner = deal?.customer;
    useEffect(() => {
        if (owner) setDraft((now) => (now.customer === null ? { ...now, customer: owner } : now));
    }, [owner]);

    const change = (news: Partial<Draft>) => {
        const now = { ...draft, ...news };
        setDraft(now);
        setErrors((all) => Object.fromEntries(Object.entries(all).filter(([of]) => !(of in news))));
        const worth_keeping = now.notes.trim() !== "" && JSON.stringify(now) !== JSON.stringify(fresh);
        keep(worth_keeping ? now : null);
    };
    const startAfresh = () => {
        keepDraft(me.id, name, null);
        setRestored(false);
        setDraft(freshDraft({ ...preset, customer: preset.customer ?? owner }, field("visibility")));
        form.current?.querySelector("textarea")?.focus();
    };

    useEffect(() => {
        if (Object.keys(errors).length > 0)
            form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid]")?.focus();
    }, [errors]);

    const submit = (event?: FormEvent) => {
        event?.preventDefault();
        if (!busy) void save(draft, keep);
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        submit();
    };
    const known = Boolean(preset.customer ?? preset.opportunity ?? preset.edit ?? draft.customer);
    const error = (of: string) => (errors[of] ? server(errors[of]) : undefined);
    const notes = field("notes");
    const due = field("next_action_due");
    const visibility = field("visibility");
    const next = field("next_action");
    return (
        <form ref={form} onSubmit={submit} onKeyDown={onKeyDown} noValidate>
            <Stack gap="md">
                {restored && (
                    <Alert color="gray" icon={<IconHistory size={18} />} py="xs" role="status">
                        <Group justify="space-between" gap="xs" c="var(--mantine-color-text)">
                            {translate("timeline.log.restored")}
                            <Button size="compact-sm" variant="default" onClick={startAfresh}>
                                {translate("timeline.log.afresh")}
                            </Button>
                        </Group>
                    </Alert>
                )}
                {problem && (
                    <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
                        {/^\w+\.[\w.]+$/.test(problem) ? translate(problem) : server(problem)}
                    </Alert>
                )}
                <TypeInput
                    field={field("interaction_type")}
                    value={draft.interaction_type}
                    onChange={(interaction_type) => change({ interaction_type })}
                    error={error("interaction_type")}
                />
                <CustomerInput
                    label={labels.field(field("customer")!)}
                    value={draft.customer}
                    onChange={(customer) => change({ customer, opportunity: null })}
                    error={error("customer")}
                    focused={!known}
                />
                <Textarea
                    name="notes"
                    label={notes && labels.field(notes)}
                    placeholder={translate("timeline.log.notes")}
                    autosize
                    minRows={4}
                    maxRows={14}
                    required
                    withAsterisk={false}
                    value={draft.notes}
                    onChange={(event) => change({ notes: event.currentTarget.value })}
                    error={error("notes")}
                    data-autofocus={known || undefined}
                />
                {next && (
                    <NextStepInput
                        label={labels.field(next)}
                        max={next.max_length ?? undefined}
                        value={draft.next_action}
                        due={due && draft.next_action_due}
                        due_label={due && labels.field(due)}
                        onChange={change}
                        error={error("next_action")}
                        due_error={error("next_action_due")}
                    />
                )}
                {field("opportunity") && draft.customer && (
                    <DealInput
                        label={labels.field(field("opportunity")!)}
                        customer={draft.customer}
                        value={draft.opportunity}
                        onChange={(opportunity) => change({ opportunity })}
                        error={error("opportunity")}
                    />
                )}
                {visibility && (
                    <VisibilityInput
                        field={visibility}
                        value={draft.visibility}
                        onChange={(value) => change({ visibility: value })}
                    />
                )}
                <Group justify="flex-end" gap="sm" className={css.foot}>
                    <Button variant="subtle" color="gray" c="var(--mantine-color-text)" onClick={onClose}>
                        {translate("app.cancel")}
                    </Button>
                    <Button type="submit" loading={busy} rightSection={<Hint />}>
                        {translate("app.save")}
                    </Button>
                </Group>
            </Stack>
        </form>
    );
}

function Hint() {
    return (
        <Kbd size="xs" visibleFrom="sm" aria-hidden>
            Ctrl ↵
        </Kbd>
    );
}
