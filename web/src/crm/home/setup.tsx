// The first steps in an empty system; each ticks itself off once it is done.
import { Button, Group, Paper, Text, ThemeIcon, Title, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCircle } from "@tabler/icons-react";
import { useStore, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { useMe } from "../../shell/signed_in";
import css from "../crm.module.css";
import { openLog } from "../interactions/log";
import home from "./home.module.css";
import { SampleButton } from "./sample";
import type { Counts } from "./use_counts";

export function Setup({ counts }: { counts: Counts }) {
    const translate = useTranslate();
    const me = useMe();
    const [, setDismissed] = useStore("home.setup.dismissed", false);
    const steps = [
        { name: "customer", done: counts.customers > 0, to: "/customers/new" },
        { name: "log", done: counts.interactions > 0, act: () => openLog(), needs_customer: true },
        { name: "deal", done: counts.opportunities > 0, to: "/opportunities/new", needs_customer: true },
        ...(me.role === "admin" ? [{ name: "colleague", done: counts.users > 1, to: "/users/new" }] : []),
    ];
    const done = steps.filter((step) => step.done).length;
    const next = steps.find((step) => !step.done);
    return (
        <Paper p={{ base: "md", sm: "lg" }} component="section" aria-labelledby="setup">
            <Group justify="space-between" gap="xs">
                <Title order={2} id="setup">
                    {translate("home.setup.title")}
                </Title>
                <Text size="sm" c="dimmed">
                    {translate("home.setup.progress", { done, all: steps.length })}
                </Text>
            </Group>
            <Text c="dimmed" mb="sm">
                {translate("home.setup.intro")}
            </Text>
            <ol className={home.steps}>
                {steps.map((step) => {
                    const face = {
                        className: css.tap,
                        style: { flex: "none" },
                        variant: step === next ? "filled" : "default",
                        disabled: step.needs_customer && counts.customers === 0,
                    };
                    const text = translate(`home.setup.${step.name}.act`);
                    return (
                        <li key={step.name} className={css.line}>
                            <Group gap="sm" wrap="nowrap" py="sm">
                                <ThemeIcon
                                    radius="xl"
                                    size={26}
                                    variant={step.done ? "filled" : "default"}
                                    c={step.done ? undefined : "dimmed"}
                                    aria-hidden
                                >
                                    {step.done ? <IconCheck size={16} /> : <IconCircle size={10} />}
                                </ThemeIcon>
                                <div className={css.grow}>
                                    <Text fw={550} className={step.done ? css.done : undefined}>
                                        {translate(`home.setup.${step.name}.title`)}
                                        {step.done && (
                                            <VisuallyHidden> ({translate("home.setup.done")})</VisuallyHidden>
                                        )}
                                    </Text>
                                    {!step.done && (
                                        <Text size="sm" c="dimmed">
                                            {translate(`home.setup.${step.name}.why`)}
                                        </Text>
                                    )}
                                </div>
                                {!step.done &&
                                    (step.to && !face.disabled ? (
                                        <Button component={Link} to={step.to} {...face}>
                                            {text}
                                        </Button>
                                    ) : (
                                        <Button onClick={step.act} {...face}>
                                            {text}
                                        </Button>
                                    ))}
                            </Group>
                        </li>
                    );
                })}
            </ol>
            <Group mt="sm" gap="sm">
                {counts.customers === 0 && me.role === "admin" && <SampleButton />}
                {counts.customers > 0 && (
                    <Button variant="subtle" className={css.tap} onClick={() => setDismissed(true)}>
                        {translate("home.setup.dismiss")}
                    </Button>
                )}
            </Group>
        </Paper>
    );
}
