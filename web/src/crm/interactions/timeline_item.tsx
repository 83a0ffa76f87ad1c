// One interaction in the timeline.
import { Menu, Text, UnstyledButton } from "@mantine/core";
import { IconDots, IconLock, IconPencil, IconTrash } from "@tabler/icons-react";
import { useNotify, useTranslate } from "ra-core";
import { memo, useLayoutEffect, useRef, useState } from "react";
import { useFormats } from "../../i18n/format";
import { useDeletion } from "../../resource/deletion";
import { may, useDescription, useServerText } from "../../resource/description";
import { Reference, useReferenceName } from "../../resource/value";
import shared from "../crm.module.css";
import { ActMenu } from "../../shell/late_menu";
import { usePhone } from "../../shell/phone";
import { iconOf, type Interaction, message_type } from "./interaction";
import css from "./interactions.module.css";
import { openLog } from "./log";
import { NextStep } from "./next_step";

const short = 200; // characters: in no window more lines than are shown
const few = 6; // lines

function Author({ row }: { row: Interaction }) {
    const translate = useTranslate();
    const name = useReferenceName("users", row.author);
    // Customers' own accounts are nobody's to list.
    const text = name ?? (row.interaction_type === message_type ? translate("timeline.from_customer") : "");
    return text ? <span>{text}</span> : null;
}

function Notes({ text }: { text: string }) {
    const translate = useTranslate();
    const body = useRef<HTMLDivElement>(null);
    const [long, setLong] = useState(false);
    const [whole, setWhole] = useState(false);
    useLayoutEffect(() => {
        // To look costs a layout of the page.
        const may_be = text.length >= short || text.split("\n").length >= few;
        const { current } = body;
        if (current && !whole) setLong(may_be && current.scrollHeight > current.clientHeight + 2);
    }, [text, whole]);
    return (
        <>
            <Text ref={body} mt={2} className={`${shared.text} ${whole ? "" : shared.clamped}`}>
                {text}
            </Text>
            {long && (
                <UnstyledButton onClick={() => setWhole(!whole)} aria-expanded={whole} className={shared.more}>
                    {translate(whole ? "timeline.less" : "timeline.more")}
                </UnstyledButton>
            )}
        </>
    );
}

function Acts({ row }: { row: Interaction }) {
    const translate = useTranslate();
    const server = useServerText();
    const formats = useFormats();
    const notify = useNotify();
    const phone = usePhone();
    const description = useDescription("interactions");
    const remove = useDeletion("interactions");
    const can_edit = may(description, "update");
    const can_delete = may(description, "delete");
    if (!can_edit && !can_delete) return null;
    const drop = () => remove([row.id], () => notify("timeline.deleted", { type: "info", undoable: true }));
    return (
        <ActMenu
            size={phone ? 44 : 28}
            my={phone ? -10 : -2}
            aria-label={translate("timeline.acts", {
                what: `${server(row.interaction_type)}, ${formats.time(row.date)}`,
            })}
            menu_width={180}
            items={() => (
                <>
                    {can_edit && (
                        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => openLog({ edit: row })}>
                            {translate("app.edit")}
                        </Menu.Item>
                    )}
                    {can_delete && (
                        <Menu.Item leftSection={<IconTrash size={16} />} onClick={drop}>
                            {translate("app.delete")}
                        </Menu.Item>
                    )}
                </>
            )}
        >
            <IconDots size={18} />
        </ActMenu>
    );
}

interface Props {
    row: Interaction;
    customer: boolean; // whether it says with whom
    deal: boolean; // whether it says about which deal
}

export const TimelineItem = memo(function TimelineItem({ row, customer, deal }: Props) {
    const server = useServerText();
    const formats = useFormats();
    const internal = useDescription("interactions")
        ?.fields.find(({ name }) => name === "visibility")
        ?.choices?.find(({ value }) => value === "internal");
    const Icon = iconOf(row.interaction_type);
    return (
        <li className={css.item}>
            <span className={css.sign} aria-hidden>
                <Icon size={17} stroke={1.7} />
            </span>
            <div className={css.body}>
                <div className={css.head}>
                    <div className={css.facts}>
                        <Text component="span" fw={600}>
                            {server(row.interaction_type)}
                        </Text>
                        {customer && <Reference resource="customers" id={row.customer} />}
                        <Text component="span" size="sm" c="dimmed" className={css.facts}>
                            <time dateTime={row.date} className="numeric">
                                {formats.clock(row.date)}
                            </time>
                            <Author row={row} />
                        </Text>
                        {row.visibility === "internal" && (
                            <span className={css.badge}>
                                <IconLock size={12} aria-hidden />
                                {server(internal?.label ?? row.visibility)}
                            </span>
                        )}
                        {deal && row.opportunity ? (
                            <Text component="span" size="sm">
                                <Reference resource="opportunities" id={row.opportunity} />
                            </Text>
                        ) : null}
                    </div>
                    <Acts row={row} />
                </div>
                <Notes text={row.notes} />
                <NextStep row={row} />
            </div>
        </li>
    );
});
