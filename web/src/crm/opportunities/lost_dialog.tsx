// Asks why an opportunity was lost, with the reasons that are named most.
import { Button, Chip, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useDescription, useLabels } from "../../resource/description";
import type { Deal } from "./deal";
import type { Stage } from "./pipeline";
import { useLostReasons } from "./suggestions";

interface Props {
    deal: Deal;
    stage: Stage;
    answer: (reason: string | null) => void;
}

export function LostDialog({ deal, stage, answer }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const frequent = useLostReasons() ?? [];
    const field = useDescription("opportunities")?.fields.find(({ name }) => name === "lost_reason");
    const [reason, setReason] = useState(deal.lost_reason ?? "");
    const [opened, setOpened] = useState(true);
    const [given, setGiven] = useState<string | null>(null);
    const close = (answered: string | null) => {
        setGiven(answered);
        setOpened(false);
    };
    return (
        <Modal
            opened={opened}
            onClose={() => close(null)}
            // The focus is back where it was before the card moves on.
            onExitTransitionEnd={() => answer(given)}
            title={translate("board.lost_dialog.title")}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    close(reason.trim());
                }}
            >
                <Stack gap="md">
                    <Text size="sm">
                        {translate("board.lost_dialog.text", { title: deal.title, stage: stage.name })}
                    </Text>
                    {field && (
                        <TextInput
                            label={labels.field(field)}
                            maxLength={field.max_length ?? undefined}
                            value={reason}
                            onChange={(event) => setReason(event.currentTarget.value)}
                            autoComplete="off"
                            data-autofocus
                        />
                    )}
                    {frequent.length > 0 && (
                        <Stack gap={6} role="group" aria-label={translate("board.lost_dialog.frequent")}>
                            <Text size="xs" c="dimmed" aria-hidden>
                                {translate("board.lost_dialog.frequent")}
                            </Text>
                            <Chip.Group
                                value={
                                    frequent.find((text) => text.toLowerCase() === reason.trim().toLowerCase()) ?? ""
                                }
                                onChange={(chosen) => setReason(String(chosen))}
                            >
                                <Group gap={6}>
                                    {frequent.map((text) => (
                                        <Chip key={text} value={text} size="sm" variant="outline">
                                            {text}
                                        </Chip>
                                    ))}
                                </Group>
                            </Chip.Group>
                        </Stack>
                    )}
                    <Group justify="flex-end" gap="sm">
                        <Button variant="default" onClick={() => close(null)}>
                            {translate("app.cancel")}
                        </Button>
                        <Button type="submit">{translate("board.lost_dialog.submit")}</Button>
                    </Group>
                </Stack>
            </form>
        </Modal>
    );
}
