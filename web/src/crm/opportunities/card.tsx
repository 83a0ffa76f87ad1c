// An opportunity on the board: what it is, for whom, what it comes to, when, and who cares for it.
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconCalendar, IconDots, IconHourglassLow, IconUserOff } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { memo } from "react";
import { Link } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { useReferenceName } from "../../resource/value";
import styles from "./board.module.css";
import { type Deal, isOverdue, isResting } from "./deal";
import type { Kind } from "./pipeline";

/** Asks where to move an opportunity; `from` is what the menu hangs on. */
export type AskWhere = (deal: Deal, from: HTMLElement) => void;

interface Props {
    deal: Deal;
    kind: Kind;
    askWhere?: AskWhere; // not for who may not move
    described_by?: string; // what can be done with it by the keyboard
}

const initialsOf = (name: string): string => {
    const words = name.trim().split(/\s+/);
    const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : ""];
    return ((first[0] ?? "") + (last[0] ?? first[1] ?? "")).toUpperCase();
};

function Assignee({ id }: { id: number | null }) {
    const translate = useTranslate();
    const name = useReferenceName("users", id);
    const text = id === null ? translate("board.unassigned") : translate("board.assigned", { name: name ?? `#${id}` });
    return (
        <span
            className={id === null ? `${styles.initials} ${styles.nobody}` : styles.initials}
            role="img"
            aria-label={text}
            title={text}
        >
            {id === null ? <IconUserOff size={13} aria-hidden /> : name && initialsOf(name)}
        </span>
    );
}

function Close({ deal, kind }: { deal: Deal; kind: Kind }) {
    const translate = useTranslate();
    const formats = useFormats();
    if (deal.expected_close === null) return <span className={styles.facts}>{translate("board.no_close")}</span>;
    const date = formats.date(deal.expected_close);
    if (kind === "open" && isOverdue(deal))
        return (
            <span className={`${styles.facts} ${styles.late}`}>
                <IconAlertTriangle size={14} aria-hidden />
                <span className="numeric">{translate("board.overdue", { date })}</span>
            </span>
        );
    return (
        <span className={styles.facts} title={translate("board.close_by", { date })}>
            <IconCalendar size={14} aria-hidden />
            <span className="numeric">{date}</span>
        </span>
    );
}

function Age({ deal, kind }: { deal: Deal; kind: Kind }) {
    const translate = useTranslate();
    const formats = useFormats();
    const ago = formats.ago(deal.updated_at);
    const at = `${translate("board.changed", { ago })}: ${formats.time(deal.updated_at)}`;
    if (kind === "open" && isResting(deal))
        return (
            <span className={`${styles.facts} ${styles.resting}`} title={at}>
                <IconHourglassLow size={14} aria-hidden />
                {translate("board.resting_ago", { ago })}
            </span>
        );
    return (
        <span className={styles.facts} title={at}>
            {translate("board.changed", { ago })}
        </span>
    );
}

export const CardFace = memo(function CardFace({ deal, kind, askWhere, described_by }: Props) {
    const translate = useTranslate();
    const formats = useFormats();
    const customer = useReferenceName("customers", deal.customer);
    return (
        <>
            <Group gap={4} wrap="nowrap" align="flex-start" justify="space-between">
                <Link className={styles.link} to={`/opportunities/${deal.id}`} aria-describedby={described_by}>
                    {deal.title}
                </Link>
                {askWhere && (
                    <ActionIcon
                        className={styles.more}
                        variant="subtle"
                        color="gray"
                        c="dimmed"
                        size={26}
                        aria-label={`${translate("board.move_to")} ${deal.title}`}
                        aria-haspopup="menu"
                        title={translate("board.move_to")}
                        onClick={(event) => askWhere(deal, event.currentTarget)}
                    >
                        <IconDots size={16} />
                    </ActionIcon>
                )}
            </Group>
            <Text size="sm" c="dimmed" className="clip" title={customer}>
                {customer ?? "\u00a0"}
            </Text>
            {deal.amount === null ? (
                <Text size="sm" c="dimmed">
                    {translate("board.no_amount")}
                </Text>
            ) : (
                <Text size="sm" fw={600} className="numeric">
                    {formats.short_money(deal.amount, deal.currency)}
                </Text>
            )}
            <div className={styles.foot}>
                <div style={{ minWidth: 0 }}>
                    <Close deal={deal} kind={kind} />
                    <Age deal={deal} kind={kind} />
                </div>
                <Assignee id={deal.assigned_to} />
            </div>
        </>
    );
});
