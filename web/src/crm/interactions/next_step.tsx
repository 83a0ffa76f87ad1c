// The next step after an interaction: what, until when, and whether it is done.
import { Checkbox, Text } from "@mantine/core";
import { useTranslate } from "ra-core";
import { may, useDescription } from "../../resource/description";
import shared from "../crm.module.css";
import { useDue } from "./due";
import { hasStep, type Interaction } from "./interaction";
import css from "./interactions.module.css";
import { useStep } from "./use_step";

export function StepCheckbox({ row }: { row: Interaction }) {
    const translate = useTranslate();
    const change = useStep();
    const description = useDescription("interactions");
    const done = row.next_action_done ?? false;
    if (row.next_action_done === undefined) return null;
    return (
        <Checkbox
            checked={done}
            disabled={!may(description, "update")}
            aria-label={translate("timeline.step.done", { step: row.next_action })}
            onChange={() =>
                change(row, { next_action_done: !done }, done ? "timeline.step.reopened" : "timeline.step.was_done")
            }
            classNames={{ root: shared.check }}
        />
    );
}

export function DueText({ row }: { row: Interaction }) {
    const due = useDue();
    if (!row.next_action_due) return null;
    const { text, late } = due(row.next_action_due);
    return (
        <Text
            component="span"
            size="sm"
            style={{ whiteSpace: "nowrap" }}
            c={late && !row.next_action_done ? undefined : "dimmed"}
            className={late && !row.next_action_done ? shared.late : undefined}
        >
            {row.next_action_done ? null : text}
        </Text>
    );
}

export function NextStep({ row }: { row: Interaction }) {
    if (!hasStep(row)) return null;
    return (
        <div className={css.step}>
            <StepCheckbox row={row} />
            <span className={row.next_action_done ? shared.done : undefined} style={{ overflowWrap: "anywhere" }}>
                {row.next_action}
            </span>
            <DueText row={row} />
        </div>
    );
}
