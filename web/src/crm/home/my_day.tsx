// What one has to do today: one's own next steps that are due, ticked off or moved here.
import { Button, Group, Menu, Text, TextInput } from "@mantine/core";
import { IconCalendarShare } from "@tabler/icons-react";
import { useGetList, useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { today } from "../../i18n/time_zone";
import { useDescription, useServerText } from "../../resource/description";
import { NamesIn } from "../../resource/reference_names";
import { Reference } from "../../resource/value";
import { ActMenu } from "../../shell/late_menu";
import { useMe } from "../../shell/signed_in";
import css from "../crm.module.css";
import type { Interaction } from "../interactions/interaction";
import { DueText, StepCheckbox } from "../interactions/next_step";
import { useStep } from "../interactions/use_step";
import { usePhone } from "../../shell/phone";
import { listOf, Section } from "./section";
import { useKept } from "./use_kept";

const at_first = 8;
const at_once = 25;
const previewed = 3;

/** Not before it is sent off: while a year is typed, the input has that of the Romans. */
function OwnDate({ move }: { move: (date: string) => void }) {
    const translate = useTranslate();
    const [date, setDate] = useState("");
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (date >= today()) move(date);
    };
    return (
        <form onSubmit={submit} onKeyDown={(event) => event.stopPropagation()}>
            <Group gap={6} wrap="nowrap">
                <TextInput
                    type="date"
                    size="xs"
                    aria-label={translate("home.day.date")}
                    min={today()}
                    value={date}
                    onChange={(event) => setDate(event.currentTarget.value)}
                />
                <Button type="submit" size="compact-sm" disabled={date < today()}>
                    {translate("home.day.move")}
                </Button>
            </Group>
        </form>
    );
}

function Reschedule({ row }: { row: Interaction }) {
    const translate = useTranslate();
    const change = useStep();
    const phone = usePhone();
    const move = (date: string) => change(row, { next_action_due: date }, "home.day.moved");
    return (
        <ActMenu
            size={phone ? 44 : 28}
            my={phone ? -8 : 0}
            aria-label={translate("home.day.reschedule", { step: row.next_action })}
            menu_width={240}
            items={(close) => (
                <>
                    <Menu.Item onClick={() => move(today(1))}>{translate("timeline.due.tomorrow")}</Menu.Item>
                    <Menu.Item onClick={() => move(today(3))}>
                        {translate("home.day.in_days", { smart_count: 3 })}
                    </Menu.Item>
                    <Menu.Item onClick={() => move(today(7))}>{translate("timeline.due.in_a_week")}</Menu.Item>
                    <Menu.Item component="div" closeMenuOnClick={false}>
                        <OwnDate
                            move={(date) => {
                                close();
                                move(date);
                            }}
                        />
                    </Menu.Item>
                </>
            )}
        >
            <IconCalendarShare size={18} />
        </ActMenu>
    );
}

function Step({ row, act = true }: { row: Interaction; act?: boolean }) {
    const server = useServerText();
    const phone = usePhone();
    return (
        <li className={css.line}>
            <Group gap="sm" wrap="nowrap" align="flex-start" py={8}>
                <StepCheckbox row={row} />
                <div className={css.grow}>
                    <Text className={row.next_action_done ? css.done : undefined} fw={550} lh={1.35}>
                        {row.next_action}
                    </Text>
                    {phone && <DueText row={row} />}
                    <Text size="sm" c="dimmed" lineClamp={1} className={css.words}>
                        <Reference resource="customers" id={row.customer} /> · {server(row.interaction_type)}:{" "}
                        {row.notes}
                    </Text>
                </div>
                {!phone && <DueText row={row} />}
                {act && <Reschedule row={row} />}
            </Group>
        </li>
    );
}

export function MyDay() {
    const translate = useTranslate();
    const me = useMe();
    const [shown, setShown] = useState(at_first);
    const known = useDescription("interactions")?.fields.some(({ name }) => name === "next_action_due") ?? false;
    const filter = { author: me.id, next_action_done: false };
    const list = (of: Record<string, unknown>, perPage: number, count: boolean) => ({
        pagination: { page: 1, perPage },
        sort: { field: "next_action_due", order: "ASC" as const },
        filter: { ...filter, ...of },
        meta: { count },
    });
    const due = useGetList<Interaction>(
        "interactions",
        list({ next_action_due__lte: today(), next_action_due__isnull: false }, shown, true),
        { enabled: known, placeholderData: (before) => before },
    );
    const ahead = useGetList<Interaction>("interactions", list({ next_action_due__gt: today() }, previewed, false), {
        enabled: known,
    });
    const rows = useKept(due.data);
    const left = due.total ?? 0;
    if (!known) return null;
    return (
        <Section
            title={left > 0 ? translate("home.day.title_count", { smart_count: left }) : translate("home.day.title")}
            to={listOf("interactions", { ...filter, next_action_due__isnull: false })}
            link={translate("home.day.all")}
            pending={due.isPending}
            error={due.error}
            retry={() => void due.refetch()}
        >
            <NamesIn resource="interactions" rows={[...rows, ...(ahead.data ?? [])]}>
                {rows.length === 0 ? (
                    <Text c="dimmed">{translate("home.day.nothing")}</Text>
                ) : (
                    <ul className={css.list}>
                        {rows.map((row) => (
                            <Step key={row.id} row={row} />
                        ))}
                    </ul>
                )}
                {left > shown && (
                    <Button
                        variant="subtle"
                        size="compact-sm"
                        className={css.tap}
                        mt="xs"
                        loading={due.isPlaceholderData}
                        onClick={() => setShown(shown + at_once)}
                    >
                        {translate("home.more", { smart_count: Math.min(left - shown, at_once) })}
                    </Button>
                )}
                {(ahead.data?.length ?? 0) > 0 && (
                    <>
                        <Text component="h3" size="sm" fw={600} c="dimmed" mt="sm" mb={0}>
                            {translate("home.day.ahead")}
                        </Text>
                        <ul className={css.list}>
                            {ahead.data!.map((row) => (
                                <Step key={row.id} row={row} act={false} />
                            ))}
                        </ul>
                    </>
                )}
            </NamesIn>
        </Section>
    );
}
