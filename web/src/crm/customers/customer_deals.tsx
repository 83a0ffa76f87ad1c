// A customer's deals: those that are open first.
import { Anchor, Group, Paper, Text, Title } from "@mantine/core";
import { useGetList, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { dayOf } from "../../i18n/time_zone";
import { listOf } from "../home/section";
import css from "../crm.module.css";
import type { Deal } from "../opportunities/deal";

const shown = 8;

function Line({ row }: { row: Deal }) {
    const translate = useTranslate();
    const formats = useFormats();
    const { closed_at: closed, expected_close: expected } = row;
    const when = closed
        ? translate("timeline.customer.closed", { when: formats.date(dayOf(new Date(closed))) })
        : expected && translate("timeline.customer.close", { when: formats.date(expected) });
    return (
        <li className={css.line}>
            <Group gap="sm" wrap="nowrap" align="flex-start" py={8} justify="space-between">
                <div className={css.grow}>
                    <Anchor
                        component={Link}
                        to={`/opportunities/${row.id}`}
                        className={css.target}
                        style={{ overflowWrap: "anywhere" }}
                    >
                        {row.title}
                    </Anchor>
                    <Text size="sm" c="dimmed">
                        {[row.stage, when].filter(Boolean).join(" · ")}
                    </Text>
                </div>
                {row.amount !== null && (
                    <Text className="numeric" style={{ whiteSpace: "nowrap" }}>
                        {formats.short_money(row.amount, row.currency)}
                    </Text>
                )}
            </Group>
        </li>
    );
}

export function CustomerDeals({ customer }: { customer: number }) {
    const translate = useTranslate();
    const list = (is_open: boolean) => ({
        pagination: { page: 1, perPage: shown },
        sort: { field: "updated_at", order: "DESC" as const },
        filter: { customer, closed_at__isnull: is_open },
    });
    const open = useGetList<Deal>("opportunities", list(true));
    const closed = useGetList<Deal>("opportunities", list(false));
    if (!open.data || !closed.data) return null;
    const rows = [...open.data, ...closed.data].slice(0, shown);
    const total = (open.total ?? 0) + (closed.total ?? 0);
    const address = listOf("opportunities", { customer });
    return (
        <Paper p="md" component="section" aria-labelledby="customer-deals">
            <Group justify="space-between" gap="xs">
                <Title order={2} id="customer-deals">
                    {translate("timeline.customer.deals")}
                </Title>
                {total > 0 && (
                    <Anchor component={Link} to={address} size="sm">
                        {translate("timeline.customer.all_deals", { smart_count: total })}
                    </Anchor>
                )}
            </Group>
            {rows.length === 0 ? (
                <Text c="dimmed" mt={4}>
                    {translate("timeline.customer.no_deals")}
                </Text>
            ) : (
                <ul className={css.list}>
                    {rows.map((row) => (
                        <Line key={row.id} row={row} />
                    ))}
                </ul>
            )}
        </Paper>
    );
}
