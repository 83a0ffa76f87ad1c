// What happened lately, whoever did it: what was talked about, and which deals and customers changed.
import { Anchor, Group, Text } from "@mantine/core";
import { IconTargetArrow, IconUsers, type TablerIcon } from "@tabler/icons-react";
import { useGetList, useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import type { Row } from "../../api/data_provider";
import type { Schemas } from "../../api/types";
import { useFormats } from "../../i18n/format";
import { may, useDescription, useServerText } from "../../resource/description";
import { Reference, useReferenceName } from "../../resource/value";
import css from "../crm.module.css";
import { iconOf, type Interaction, message_type } from "../interactions/interaction";
import type { Deal } from "../opportunities/deal";
import { Section } from "./section";

const shown = 10;

interface Event {
    key: string;
    at: string;
    icon: TablerIcon;
    says: ReactNode;
    more?: string;
}

function Who({ id, type }: { id: number | null | undefined; type: string }) {
    const translate = useTranslate();
    const name = useReferenceName("users", id);
    const text = name ?? (type === message_type ? translate("home.activity.customer") : "");
    return text ? <>{text} · </> : null;
}

function Line({ event }: { event: Event }) {
    const formats = useFormats();
    return (
        <li className={css.line}>
            <Group gap="sm" wrap="nowrap" align="flex-start" py={8}>
                <Text c="dimmed" component="span" lh={1} pt={2}>
                    <event.icon size={17} stroke={1.7} aria-hidden />
                </Text>
                <div className={css.grow}>
                    <Text className={css.words} style={{ overflowWrap: "anywhere" }}>
                        {event.says}
                    </Text>
                    {event.more && (
                        <Text size="sm" c="dimmed" lineClamp={2}>
                            {event.more}
                        </Text>
                    )}
                </div>
                <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                    <time dateTime={event.at} title={formats.time(event.at)}>
                        {formats.ago(event.at)}
                    </time>
                </Text>
            </Group>
        </li>
    );
}

function useLast<Of extends Row>(resource: string, field: string) {
    return useGetList<Of>(
        resource,
        {
            pagination: { page: 1, perPage: shown },
            sort: { field, order: "DESC" },
            meta: { count: false },
        },
        { enabled: may(useDescription(resource), "read") },
    );
}

export function Activity() {
    const translate = useTranslate();
    const server = useServerText();
    const talks = useLast<Interaction>("interactions", "date");
    const deals = useLast<Deal>("opportunities", "updated_at");
    const customers = useLast<Schemas["Customer"]>("customers", "updated_at");

    const is_new = (row: Row) => row.version === 1;
    const events: Event[] = [
        ...(talks.data ?? []).map((row): Event => ({
            key: `i${row.id}`,
            at: row.date,
            icon: iconOf(row.interaction_type),
            says: (
                <>
                    <Who id={row.author} type={row.interaction_type} />
                    {server(row.interaction_type)} · <Reference resource="customers" id={row.customer} />
                </>
            ),
            more: row.notes,
        })),
        ...(deals.data ?? []).map((row): Event => ({
            key: `o${row.id}`,
            at: row.updated_at,
            icon: IconTargetArrow,
            says: (
                <>
                    {translate(is_new(row) ? "home.activity.new_deal" : "home.activity.changed_deal")}{" "}
                    <Anchor component={Link} to={`/opportunities/${row.id}`} inherit>
                        {row.title}
                    </Anchor>
                </>
            ),
            more: row.stage,
        })),
        ...(customers.data ?? []).map((row): Event => ({
            key: `c${row.id}`,
            at: row.updated_at,
            icon: IconUsers,
            says: (
                <>
                    {translate(is_new(row) ? "home.activity.new_customer" : "home.activity.changed_customer")}{" "}
                    <Anchor component={Link} to={`/customers/${row.id}`} inherit>
                        {row.name}
                    </Anchor>
                </>
            ),
        })),
    ];
    events.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    return (
        <Section
            title={translate("home.activity.title")}
            to="/interactions"
            link={translate("home.activity.all")}
            pending={talks.isPending}
            error={talks.error}
            retry={() => void talks.refetch()}
        >
            {events.length === 0 && <Text c="dimmed">{translate("home.activity.nothing")}</Text>}
            <ul className={css.list}>
                {events.slice(0, shown).map((event) => (
                    <Line key={event.key} event={event} />
                ))}
            </ul>
        </Section>
    );
}
