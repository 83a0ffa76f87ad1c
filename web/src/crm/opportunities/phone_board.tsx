// The board on a phone: one stage at a time, picked above; "Move to…" moves.
import { Stack, Tabs } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { type Description, may } from "../../resource/description";
import { NamesIn } from "../../resource/reference_names";
import styles from "./board.module.css";
import { type AskWhere, CardFace } from "./card";
import { ColumnFoot, Nothing } from "./column";
import { recently, useColumnDeals } from "./column_deals";
import { ColumnHead } from "./column_head";
import { type Deal, sameStage } from "./deal";
import type { Order } from "./filters";
import { focusDeal } from "./focus";
import { useMove } from "./move";
import { MoveMenu, type Where } from "./move_menu";
import { type Filters, type Stage, type Step, useSums } from "./pipeline";

const sheet_time = 350;

interface Props {
    description: Description;
    steps: Step[];
    currencies: string[];
    filters: Filters;
    order: Order;
}

function OneStage({
    description,
    step,
    currencies,
    filters,
    order,
    askWhere,
}: Omit<Props, "steps"> & { step: Step; askWhere?: AskWhere }) {
    const column = useColumnDeals(step, filters, order);
    const closed = step.kind !== "open";
    const recent = useMemo(() => ({ ...filters, ...recently() }), [filters]);
    const { data: recent_sums } = useSums(recent, closed);
    const sum = closed ? recent_sums?.find(({ stage }) => sameStage(stage, step.name)) : step.sum;
    return (
        <Stack gap="xs" data-step={step.key}>
            <ColumnHead step={step} sum={sum} currencies={currencies} may_create={may(description, "create")} phone />
            {column.deals.length > 0 ? (
                <div role="list" style={{ opacity: column.isStale ? 0.5 : undefined }}>
                    <NamesIn resource="opportunities" rows={column.deals}>
                        {column.deals.map((deal) => (
                            <div key={deal.id} role="listitem" className={styles.card} data-deal={deal.id}>
                                <CardFace deal={deal} kind={step.kind} askWhere={askWhere} />
                            </div>
                        ))}
                    </NamesIn>
                </div>
            ) : (
                <Nothing column={column} step={step} />
            )}
            {!column.isPending && <ColumnFoot column={column} step={step} filters={filters} />}
        </Stack>
    );
}

export function PhoneBoard({ description, steps, currencies, filters, order }: Props) {
    const translate = useTranslate();
    const formats = useFormats();
    const { move, dialog } = useMove();
    const [params, setParams] = useSearchParams();
    const [where, setWhere] = useState<Where | null>(null);
    const page = useRef<HTMLDivElement>(null);
    const wanted = params.get("stage") ?? "";
    const step = steps.find(({ name }) => sameStage(name, wanted)) ?? steps[0];
    const key = step?.key;
    useEffect(() => {
        page.current
            ?.querySelector("[role=tab][aria-selected=true]")
            ?.scrollIntoView({ block: "nearest", inline: "center" });
    }, [key]);
    const askWhere = useCallback((deal: Deal, from: HTMLElement) => setWhere({ deal, from }), []);
    if (!step) return null;

    const show = (name: string | null) =>
        setParams(
            (before) => {
                const next = new URLSearchParams(before);
                if (name) next.set("stage", name);
                return next;
            },
            { replace: true },
        );
    const put = async (deal: Deal, to: Stage) => {
        // The next card takes the place of the one that goes.
        const cards = [...(page.current?.querySelectorAll<HTMLElement>("[data-deal]") ?? [])];
        const at = cards.findIndex((card) => card.dataset.deal === String(deal.id));
        const next = cards[at + 1] ?? cards[at - 1];
        await move(deal, to);
        // Once the sheet is gone, which has the focus until then.
        setTimeout(() => focusDeal(page.current, Number(next?.dataset.deal ?? 0), step.name), sheet_time);
    };
    return (
        <div ref={page}>
            <Tabs value={step.name} onChange={show} keepMounted={false}>
                <Tabs.List className={styles.tabs} aria-label={translate("board.stages")}>
                    {steps.map(({ name, sum }) => (
                        <Tabs.Tab
                            key={name}
                            value={name}
                            className={styles.tab}
                            rightSection={sum && <span className={styles.count}>{formats.number(sum.count)}</span>}
                        >
                            {name}
                        </Tabs.Tab>
                    ))}
                </Tabs.List>
                <Tabs.Panel value={step.name} pt="sm">
                    <OneStage
                        key={step.key}
                        description={description}
                        step={step}
                        currencies={currencies}
                        filters={filters}
                        order={order}
                        askWhere={may(description, "update") ? askWhere : undefined}
                    />
                </Tabs.Panel>
            </Tabs>
            <MoveMenu
                where={where}
                stages={steps}
                sheet
                onMove={(deal, to) => void put(deal, to)}
                onClose={() => setWhere(null)}
            />
            {dialog}
        </div>
    );
}
