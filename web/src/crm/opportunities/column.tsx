// A stage on the board: its head, and its opportunities to be dragged; folded it is a strip to drop on.
import { Draggable, type DraggableProvidedDragHandleProps, Droppable } from "@hello-pangea/dnd";
import { ActionIcon, Button, Skeleton, Stack, Text } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { memo, useEffect, useId, useRef } from "react";
import { Link } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { NamesIn } from "../../resource/reference_names";
import styles from "./board.module.css";
import { type AskWhere, CardFace } from "./card";
import { recent_days, useColumnDeals } from "./column_deals";
import { ColumnHead, KindIcon } from "./column_head";
import type { Deal } from "./deal";
import { type Order, tableAddress } from "./filters";
import type { Filters, Step, Sum } from "./pipeline";

const pages_by_scrolling = 3; // all columns scroll together, and what is dragged is measured against every card

export interface ColumnProps {
    step: Step;
    sum: Sum | undefined;
    currencies: string[];
    filters: Filters;
    order: Order;
    frozen: boolean; // while something is dragged the cards stay the same
    arrived: number | null; // the card that was moved last
    may_create: boolean;
    onFold: (key: string, folded: boolean) => void;
    askWhere?: AskWhere;
}

/** The whole card can be dragged, but what is focused and read out is the link in it. */
function handleOf(props: DraggableProvidedDragHandleProps | null) {
    if (!props) return {};
    const { role: _role, tabIndex: _tab, "aria-describedby": _described, ...handle } = props;
    return handle;
}

export function FoldedColumn({ step, onFold }: Pick<ColumnProps, "step" | "onFold">) {
    const translate = useTranslate();
    const formats = useFormats();
    return (
        <section className={styles.folded} aria-label={step.name} data-step={step.key}>
            <Droppable droppableId={step.key}>
                {(provided, { isDraggingOver }) => (
                    <div
                        ref={provided.innerRef}
                        {...provided.droppableProps}
                        className={styles.strip}
                        data-kind={step.kind}
                        data-over={isDraggingOver || undefined}
                    >
                        <ActionIcon
                            variant="subtle"
                            color="gray"
                            c="dimmed"
                            size={30}
                            aria-expanded={false}
                            aria-label={translate("board.unfold", { stage: step.name })}
                            title={translate("board.unfold", { stage: step.name })}
                            onClick={() => onFold(step.key, false)}
                        >
                            <IconLayoutSidebarLeftExpand size={16} />
                        </ActionIcon>
                        <KindIcon kind={step.kind} />
                        <span className={styles.strip_name}>{step.name}</span>
                        {step.sum && step.is_other && (
                            <span className={styles.count}>{formats.number(step.sum.count)}</span>
                        )}
                        <div style={{ display: "none" }}>{provided.placeholder}</div>
                    </div>
                )}
            </Droppable>
        </section>
    );
}

export function CardSkeletons({ count = 3 }: { count?: number }) {
    return (
        <Stack gap="xs" aria-hidden>
            {Array.from({ length: count }, (_, at) => (
                <Skeleton key={at} height={104} radius="md" />
            ))}
        </Stack>
    );
}

/** What stands below the cards of a stage: the next page, and where the older ones are. */
export function ColumnFoot({ column, step, filters }: Pick<ColumnProps, "step" | "filters"> & { column: Loaded }) {
    const translate = useTranslate();
    const { ref, entry } = useIntersection({ rootMargin: "300px" });
    const { isPending, hasMore, isLoadingMore, loadMore, pages } = column;
    const is_near = entry?.isIntersecting ?? false;
    useEffect(() => {
        // Cards that are not drawn yet take no room.
        if (is_near && !isPending && hasMore && !isLoadingMore && pages < pages_by_scrolling) loadMore();
    });
    return (
        <div ref={ref}>
            {hasMore && (
                <Button fullWidth variant="default" loading={isLoadingMore} onClick={loadMore} mb="xs">
                    {translate("board.show_more")}
                </Button>
            )}
            {step.kind !== "open" && !column.isPending && (
                <Text
                    component={Link}
                    to={tableAddress({ ...filters, stage: step.name })}
                    size="xs"
                    c="dimmed"
                    td="underline"
                    py={6}
                    display="block"
                >
                    {translate("board.in_table")}
                </Text>
            )}
        </div>
    );
}

type Loaded = ReturnType<typeof useColumnDeals>;

export function Nothing({ column, step }: { column: Loaded; step: Step }) {
    const translate = useTranslate();
    if (column.isPending) return <CardSkeletons />;
    if (column.isError)
        return (
            <Stack gap="xs" align="flex-start" p="xs">
                <Text size="sm">{translate("board.failed")}</Text>
                <Button size="xs" variant="default" onClick={column.refetch}>
                    {translate("app.retry")}
                </Button>
            </Stack>
        );
    return (
        <Text size="sm" c="dimmed" p="xs" data-empty={step.key}>
            {step.kind === "open" ? translate("board.empty") : translate("board.empty_recent", { days: recent_days })}
        </Text>
    );
}

export const Column = memo(function Column(props: ColumnProps) {
    const { step, sum, currencies, filters, order, frozen, arrived, may_create, onFold, askWhere } = props;
    const column = useColumnDeals(step, filters, order);
    const shown = useRef<Deal[]>([]);
    if (!frozen) shown.current = column.deals;
    const deals = shown.current;
    const heading = useId();
    const usage = "board-usage";
    return (
        <section className={styles.column} aria-labelledby={heading} data-step={step.key}>
            <div className={styles.head}>
                <ColumnHead
                    step={step}
                    sum={sum}
                    currencies={currencies}
                    id={heading}
                    may_create={may_create}
                    onFold={step.kind === "open" && !step.is_other ? undefined : () => onFold(step.key, true)}
                />
            </div>
            <NamesIn resource="opportunities" rows={deals}>
                <Droppable droppableId={step.key}>
                    {(provided, { isDraggingOver }) => (
                        <div
                            ref={provided.innerRef}
                            {...provided.droppableProps}
                            className={styles.list}
                            data-over={isDraggingOver || undefined}
                            role={deals.length > 0 ? "list" : undefined}
                            aria-busy={column.isPending || undefined}
                            style={{ opacity: column.isStale ? 0.5 : undefined }}
                        >
                            {deals.map((deal, index) => (
                                <Draggable
                                    key={deal.id}
                                    draggableId={String(deal.id)}
                                    index={index}
                                    isDragDisabled={!askWhere}
                                >
                                    {(card, { isDragging }) => (
                                        <div
                                            ref={card.innerRef}
                                            {...card.draggableProps}
                                            {...handleOf(card.dragHandleProps)}
                                            className={styles.card}
                                            role="listitem"
                                            data-deal={deal.id}
                                            data-dragging={isDragging || undefined}
                                            data-arrived={arrived === deal.id || undefined}
                                        >
                                            <CardFace
                                                deal={deal}
                                                kind={step.kind}
                                                askWhere={askWhere}
                                                described_by={askWhere && usage}
                                            />
                                        </div>
                                    )}
                                </Draggable>
                            ))}
                            {provided.placeholder}
                            {deals.length === 0 && !isDraggingOver && <Nothing column={column} step={step} />}
                        </div>
                    )}
                </Droppable>
            </NamesIn>
            {deals.length > 0 && <ColumnFoot column={column} step={step} filters={filters} />}
            {deals.length === 0 && step.kind !== "open" && <ColumnFoot column={column} step={step} filters={filters} />}
        </section>
    );
});
