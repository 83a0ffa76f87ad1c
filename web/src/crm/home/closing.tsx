// One's own deals that should close soon, or should have.
import { Anchor, Group, Text } from "@mantine/core";
import { useGetList, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { today } from "../../i18n/time_zone";
import { Reference } from "../../resource/value";
import { useMe } from "../../shell/signed_in";
import css from "../crm.module.css";
import { useDue } from "../interactions/due";
import type { Deal } from "../opportunities/deal";
import { listOf, Section } from "./section";

const days_ahead = 14;
const shown = 6;

export function Closing() {
    const translate = useTranslate();
    const formats = useFormats();
    const due = useDue();
    const me = useMe();
    const filter = { assigned_to: me.id, closed_at__isnull: true, expected_close__lte: today(days_ahead) };
    const { data, total, isPending, error, refetch } = useGetList<Deal>("opportunities", {
        pagination: { page: 1, perPage: shown },
        sort: { field: "expected_close", order: "ASC" },
        filter: { ...filter, expected_close__isnull: false },
    });
    return (
        <Section
            title={translate("home.closing.title")}
            to={listOf("opportunities", filter)}
            link={
                total && total > shown ? translate("home.all", { smart_count: total }) : translate("home.closing.all")
            }
            pending={isPending}
            error={error}
            retry={() => void refetch()}
        >
            {data?.length === 0 && <Text c="dimmed">{translate("home.closing.nothing")}</Text>}
            <ul className={css.list}>
                {data?.map((row) => {
                    const { text, late } = due(String(row.expected_close));
                    return (
                        <li key={row.id} className={css.line}>
                            <Group gap="sm" wrap="nowrap" align="flex-start" py={8}>
                                <div className={css.grow}>
                                    <Anchor
                                        component={Link}
                                        to={`/opportunities/${row.id}`}
                                        fw={550}
                                        className={css.target}
                                        style={{ overflowWrap: "anywhere" }}
                                    >
                                        {row.title}
                                    </Anchor>
                                    <Text size="sm" c="dimmed" className={css.words}>
                                        <Reference resource="customers" id={row.customer} /> · {row.stage}
                                    </Text>
                                </div>
                                <div style={{ textAlign: "right" }}>
                                    {row.amount !== null && (
                                        <Text className="numeric">{formats.short_money(row.amount, row.currency)}</Text>
                                    )}
                                    <Text size="sm" c={late ? undefined : "dimmed"} className={late ? css.late : ""}>
                                        {text}
                                    </Text>
                                </div>
                            </Group>
                        </li>
                    );
                })}
            </ul>
        </Section>
    );
}
