// What customers wrote and nobody has answered yet, whoever it is for, the oldest first; not there where there is none.
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconMessagePlus } from "@tabler/icons-react";
import { useGetList, useTranslate } from "ra-core";
import { useFormats } from "../../i18n/format";
import { may, useDescription } from "../../resource/description";
import { Reference } from "../../resource/value";
import css from "../crm.module.css";
import { type Interaction, message_type } from "../interactions/interaction";
import { openLog } from "../interactions/log";
import { StepCheckbox } from "../interactions/next_step";
import { usePhone } from "../../shell/phone";
import { listOf, Section } from "./section";
import { useKept } from "./use_kept";

const shown = 5;
const filter = { interaction_type: message_type, next_action_done: false };

export function Messages() {
    const translate = useTranslate();
    const formats = useFormats();
    const size = usePhone() ? 44 : 32;
    const description = useDescription("interactions");
    const known = description?.fields.some(({ name }) => name === "next_action_done") ?? false;
    const { data } = useGetList<Interaction>(
        "interactions",
        {
            pagination: { page: 1, perPage: shown },
            sort: { field: "date", order: "ASC" },
            filter,
            meta: { count: false },
        },
        { enabled: known },
    );
    const rows = useKept(data);
    if (rows.length === 0) return null;
    return (
        <Section
            title={translate("home.messages.title")}
            to={listOf("interactions", filter)}
            link={translate("home.messages.all")}
        >
            <ul className={css.list}>
                {rows.map((row) => (
                    <li key={row.id} className={css.line}>
                        <Group gap="sm" wrap="nowrap" align="flex-start" py={8}>
                            <StepCheckbox row={row} />
                            <div className={css.grow}>
                                <Text className={row.next_action_done ? css.done : undefined} lineClamp={2}>
                                    {row.notes}
                                </Text>
                                <Text size="sm" c="dimmed" className={css.words}>
                                    <Reference resource="customers" id={row.customer} /> · {formats.ago(row.date)}
                                </Text>
                            </div>
                            {may(description, "create") && (
                                <ActionIcon
                                    variant="default"
                                    size={size}
                                    aria-label={translate("home.messages.log")}
                                    onClick={() => openLog({ customer: row.customer })}
                                >
                                    <IconMessagePlus size={16} />
                                </ActionIcon>
                            )}
                        </Group>
                    </li>
                ))}
            </ul>
        </Section>
    );
}
