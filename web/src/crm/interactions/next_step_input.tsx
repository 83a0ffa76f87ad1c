// What comes next, and when.
import { Autocomplete, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import { useTranslate } from "ra-core";
import { today } from "../../i18n/time_zone";
import css from "../crm.module.css";
import type { Draft } from "./draft";
import { inside } from "./inside";

interface Props {
    label: string;
    value: string;
    max?: number;
    due: string | null | undefined; // undefined: the server knows no dates for it
    due_label?: string;
    onChange: (news: Partial<Draft>) => void;
    error?: string;
    due_error?: string;
}

const suggested = ["call_back", "send_offer", "follow_up", "meet"];
const days = { today: 0, tomorrow: 1, in_a_week: 7 };

export function NextStepInput({ label, value, max, due, due_label, onChange, error, due_error }: Props) {
    const translate = useTranslate();
    const setDue = (date: string | null) =>
        onChange({
            next_action_due: date,
            // A date alone says nothing.
            ...(date && !value.trim() && { next_action: translate("timeline.step.follow_up") }),
        });
    return (
        <Stack gap={6}>
            <Autocomplete
                name="next_action"
                label={label}
                placeholder={translate("timeline.step.none")}
                data={suggested.map((name) => translate(`timeline.step.${name}`))}
                value={value}
                maxLength={max}
                onChange={(next_action) => onChange({ next_action })}
                error={error}
                openOnFocus={false}
                {...inside}
            />
            {due !== undefined && (
                <Input.Wrapper error={due_error}>
                    <Group gap={6} role="group" aria-label={due_label}>
                        {Object.entries(days).map(([name, ahead]) => {
                            const date = today(ahead);
                            const chosen = due === date;
                            return (
                                <Button
                                    key={name}
                                    size="compact-sm"
                                    radius="xl"
                                    px="sm"
                                    variant={chosen ? "filled" : "default"}
                                    aria-pressed={chosen}
                                    className={css.tap}
                                    onClick={() => setDue(chosen ? null : date)}
                                >
                                    {translate(`timeline.due.${name}`)}
                                </Button>
                            );
                        })}
                        <TextInput
                            type="date"
                            name="next_action_due"
                            aria-label={due_label}
                            value={due ?? ""}
                            onChange={(event) => setDue(event.currentTarget.value || null)}
                            w={150}
                        />
                    </Group>
                </Input.Wrapper>
            )}
        </Stack>
    );
}
