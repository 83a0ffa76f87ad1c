// The banner that says what is to be done next for a customer, or that nothing is.
import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { IconFlag, IconPlus } from "@tabler/icons-react";
import { useGetList, useTranslate } from "ra-core";
import { may, useDescription } from "../../resource/description";
import { NamesIn } from "../../resource/reference_names";
import { useReferenceName } from "../../resource/value";
import { useDrawn } from "../../shell/drawn";
import css from "../crm.module.css";
import { hasStep, type Interaction } from "../interactions/interaction";
import { openLog } from "../interactions/log";
import { DueText, StepCheckbox } from "../interactions/next_step";

const looked_at = 20;

function Step({ row }: { row: Interaction }) {
    const who = useReferenceName("users", row.author);
    return (
        <Group component="li" gap="sm" wrap="nowrap" align="flex-start" py={4}>
            <StepCheckbox row={row} />
            <Text className={`${css.grow} ${row.next_action_done ? css.done : ""}`}>
                {row.next_action}
                {who && (
                    <Text span size="sm" c="dimmed">
                        {" "}
                        · {who}
                    </Text>
                )}
            </Text>
            <DueText row={row} />
        </Group>
    );
}

export function CustomerSteps({ customer }: { customer: number }) {
    const translate = useTranslate();
    const description = useDescription("interactions");
    const known = description?.fields.some(({ name }) => name === "next_action_done") ?? false;
    const list = (field: string, order: "ASC" | "DESC", without_date: boolean) => ({
        pagination: { page: 1, perPage: looked_at },
        sort: { field, order },
        filter: { customer, next_action_done: false, next_action_due__isnull: without_date },
        meta: { count: false },
    });
    // Apart, as many an interaction that has no step does not say that it is done.
    const { data: dated } = useGetList<Interaction>("interactions", list("next_action_due", "ASC", false), {
        enabled: known,
    });
    const { data: others } = useGetList<Interaction>("interactions", list("date", "DESC", true), { enabled: known });
    const drawn = useDrawn(dated !== undefined && others !== undefined);
    if (!known || !dated || !others || !drawn) return null;
    const steps = [...dated, ...others].filter(hasStep);
    return (
        <Paper p="md" component="section" aria-labelledby="customer-steps">
            <Group justify="space-between" gap="xs">
                <Group gap={8}>
                    <IconFlag size={18} aria-hidden />
                    <Title order={2} id="customer-steps">
                        {translate("timeline.customer.steps")}
                    </Title>
                </Group>
                {steps.length === 0 && (
                    <Group gap="sm">
                        <Text c="dimmed">{translate("timeline.customer.no_step")}</Text>
                        {may(description, "create") && (
                            <Button
                                className={css.tap}
                                size="compact-md"
                                variant="default"
                                leftSection={<IconPlus size={14} />}
                                onClick={() => openLog({ customer })}
                            >
                                {translate("timeline.customer.add_step")}
                            </Button>
                        )}
                    </Group>
                )}
            </Group>
            {steps.length > 0 && (
                <ul className={css.list} style={{ marginTop: 8 }}>
                    <NamesIn resource="interactions" rows={steps}>
                        {steps.map((row) => (
                            <Step key={row.id} row={row} />
                        ))}
                    </NamesIn>
                </ul>
            )}
        </Paper>
    );
}
