// How many deals stand in each stage, and what they are worth: a table whose bars compare the stages at a glance.
import { Anchor, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useStore, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { ApiError } from "../../api/errors";
import { query, request } from "../../api/http";
import { useFormats } from "../../i18n/format";
import { Segments } from "../../shell/segments";
import { useMe } from "../../shell/signed_in";
import type { Sum, Total } from "../opportunities/pipeline";
import css from "./home.module.css";
import { listOf, Section } from "./section";

/** Sums of several currencies are not added to each other. */
function sum(stages: Sum[], of: "amount" | "weighted"): Total[] {
    const sums = new Map<string, number>();
    for (const total of stages.flatMap(({ totals }) => totals))
        sums.set(total.currency, (sums.get(total.currency) ?? 0) + Number(total[of]));
    return [...sums].map(([currency, amount]) => ({ currency, amount: String(amount), weighted: "" }));
}

export function Pipeline() {
    const translate = useTranslate();
    const formats = useFormats();
    const me = useMe();
    const [whose, setWhose] = useStore<"mine" | "all">("home.pipeline", "mine");
    const mine = whose === "mine" ? { assigned_to: me.id } : {};
    const { data, isPending, error, refetch } = useQuery({
        queryKey: ["opportunities", "pipeline", "home", mine],
        queryFn: () => request<Sum[]>(`/api/pipeline/${query(mine)}`),
    });
    if (error instanceof ApiError && error.status === 404) return null;
    const open = data?.filter(({ kind }) => kind === "open") ?? [];
    // Bars compare what is worth most, in the currency that most stages have; without amounts, how many there are.
    const first = sum(open, "amount").sort((a, b) => Number(b.amount) - Number(a.amount))[0]?.currency;
    const size = ({ totals, count }: Sum) =>
        first === undefined ? count : Number(totals.find(({ currency }) => currency === first)?.amount ?? 0);
    const largest = Math.max(...open.map(size), 0);
    const money = (totals: Total[]) =>
        totals.map(({ currency, amount }) => (
            <div key={currency} className={css.money}>
                {formats.short_money(amount, currency)}
            </div>
        ));
    const weighted = sum(open, "weighted").filter(({ amount }) => Number(amount) > 0);
    return (
        <Section
            title={translate("home.pipeline.title")}
            to={whose === "mine" ? "/opportunities?who=me" : "/opportunities"}
            link={translate("home.pipeline.board")}
            pending={isPending}
            error={error}
            retry={() => void refetch()}
            aside={
                <Segments
                    small
                    label={translate("home.pipeline.whose")}
                    options={(["mine", "all"] as const).map((value) => ({
                        value,
                        label: translate(`home.pipeline.${value}`),
                    }))}
                    value={whose}
                    onChange={setWhose}
                />
            }
        >
            <Table className={css.pipeline} verticalSpacing={6} horizontalSpacing={0} withRowBorders={false}>
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th scope="col">{translate("home.pipeline.stage")}</Table.Th>
                        <Table.Th scope="col" ta="right">
                            {translate("home.pipeline.count")}
                        </Table.Th>
                        <Table.Th scope="col" ta="right">
                            {translate("home.pipeline.amount")}
                        </Table.Th>
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {open.map((stage) => (
                        <Table.Tr key={stage.stage}>
                            <Table.Th scope="row" fw={400}>
                                <Anchor
                                    component={Link}
                                    to={listOf("opportunities", { ...mine, stage: stage.stage })}
                                    inherit
                                >
                                    {stage.stage}
                                </Anchor>
                                <div className={css.track} aria-hidden>
                                    <div
                                        className={css.bar}
                                        style={{ width: `${largest > 0 ? (size(stage) / largest) * 100 : 0}%` }}
                                    />
                                </div>
                            </Table.Th>
                            <Table.Td ta="right" className="numeric">
                                {formats.number(stage.count)}
                            </Table.Td>
                            <Table.Td ta="right" className="numeric">
                                {stage.totals.length > 0 ? money(stage.totals) : "–"}
                            </Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
                <Table.Tfoot>
                    <Table.Tr>
                        <Table.Th scope="row">{translate("home.pipeline.total")}</Table.Th>
                        <Table.Th ta="right" className="numeric">
                            {formats.number(open.reduce((all, { count }) => all + count, 0))}
                        </Table.Th>
                        <Table.Th ta="right" className="numeric">
                            {first === undefined ? "–" : money(sum(open, "amount"))}
                        </Table.Th>
                    </Table.Tr>
                </Table.Tfoot>
            </Table>
            {weighted.length > 0 && (
                <Text size="sm" c="dimmed" ta="right" className="numeric">
                    {translate("home.pipeline.weighted", {
                        amount: weighted
                            .map(({ amount, currency }) => formats.short_money(amount, currency))
                            .join(" + "),
                    })}
                </Text>
            )}
        </Section>
    );
}
