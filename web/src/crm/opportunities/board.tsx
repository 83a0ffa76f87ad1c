// The pipeline as a board: a column for each stage, between which opportunities are dragged or moved by a menu.
import {
    DragDropContext,
    type DragStart,
    type DragUpdate,
    type DropResult,
    type ResponderProvided,
} from "@hello-pangea/dnd";
import { Text, VisuallyHidden } from "@mantine/core";
import { useStore, useTranslate } from "ra-core";
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { Link } from "react-router-dom";
import { nonce } from "../../nonce";
import { type Description, may } from "../../resource/description";
import styles from "./board.module.css";
import { Column, FoldedColumn } from "./column";
import { recently } from "./column_deals";
import type { Deal } from "./deal";
import { type Order, tableAddress } from "./filters";
import { focusDeal, focusNeighbour } from "./focus";
import { useMove } from "./move";
import { MoveMenu, type Where } from "./move_menu";
import { type Filters, type Stage, type Step, useSums } from "./pipeline";
import { findDeal } from "./placed";

const most_others = 8; // columns of what is no stage, in data that came from elsewhere

interface Props {
    description: Description;
    steps: Step[];
    currencies: string[];
    filters: Filters;
    order: Order;
}

export function Board({ description, steps: all, currencies, filters, order }: Props) {
    const translate = useTranslate();
    const { move, dialog } = useMove();
    const [folds, setFolds] = useStore<Record<string, boolean>>("opportunities.folded", {});
    const [where, setWhere] = useState<Where | null>(null);
    const [frozen, setFrozen] = useState(false);
    const [arrived, setArrived] = useState<number | null>(null);
    const board = useRef<HTMLDivElement>(null);

    const others = all.filter((step) => step.is_other);
    const steps = all.filter((step) => !step.is_other || others.indexOf(step) < most_others);
    const isFolded = (step: Step) => folds[step.key] ?? (step.kind !== "open" || step.is_other);
    const closed_shown = steps.some((step) => step.kind !== "open" && !isFolded(step));
    const recent = useMemo(() => ({ ...filters, ...recently() }), [filters]);
    const { data: recent_sums } = useSums(recent, closed_shown);

    const fold = useCallback(
        (key: string, folded: boolean) => setFolds((before) => ({ ...before, [key]: folded })),
        [setFolds],
    );
    const put = useCallback(
        async (deal: Deal, to: Stage) => {
            setArrived(deal.id);
            const done = move(deal, to);
            focusDeal(board.current, deal.id, to.name);
            await done;
            focusDeal(board.current, deal.id, to.name);
        },
        [move],
    );
    const askWhere = useCallback((deal: Deal, from: HTMLElement) => setWhere({ deal, from }), []);

    const nameOf = (key: string | undefined) => steps.find((step) => step.key === key)?.name ?? "";
    const titleOf = (id: string) => findDeal(Number(id))?.title ?? "";
    const say = (provided: ResponderProvided, text: string, values: object) =>
        provided.announce(translate(`board.drag.${text}`, values));

    const onDragStart = ({ draggableId, source }: DragStart, provided: ResponderProvided) => {
        const stage = nameOf(source.droppableId);
        const count = board.current?.querySelectorAll(
            `[data-step="${CSS.escape(source.droppableId)}"] [data-deal]`,
        ).length;
        say(provided, "start", { title: titleOf(draggableId), stage, index: source.index + 1, count });
    };
    const onDragUpdate = ({ draggableId, destination }: DragUpdate, provided: ResponderProvided) =>
        say(provided, destination ? "over" : "nowhere", {
            title: titleOf(draggableId),
            stage: nameOf(destination?.droppableId),
        });
    const onDragEnd = ({ draggableId, source, destination, mode }: DropResult, provided: ResponderProvided) => {
        setFrozen(false);
        const deal = findDeal(Number(draggableId));
        const to = steps.find((step) => step.key === destination?.droppableId);
        if (!deal || !to || destination?.droppableId === source.droppableId) {
            say(provided, "cancelled", { title: titleOf(draggableId), stage: nameOf(source.droppableId) });
            if (mode === "SNAP") focusDeal(board.current, Number(draggableId), nameOf(source.droppableId));
            return;
        }
        say(provided, "dropped", { title: deal.title, stage: to.name });
        void put(deal, to);
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.defaultPrevented || frozen || event.ctrlKey || event.metaKey || event.altKey) return;
        const card = (event.target as HTMLElement).closest<HTMLElement>("[data-deal]");
        if (!card || (event.target as HTMLElement).tagName !== "A") return;
        const deal = findDeal(Number(card.dataset.deal));
        if (event.key.toLowerCase() === "m" && deal && may(description, "update")) askWhere(deal, card);
        else if (!focusNeighbour(board.current, card, event.key)) return;
        event.preventDefault();
    };

    return (
        <>
            <VisuallyHidden id="board-usage">{translate("board.drag.usage")}</VisuallyHidden>
            <DragDropContext
                nonce={nonce}
                dragHandleUsageInstructions={translate("board.drag.usage")}
                onBeforeCapture={() => setFrozen(true)}
                onDragStart={onDragStart}
                onDragUpdate={onDragUpdate}
                onDragEnd={onDragEnd}
            >
                <div className={styles.scroller} ref={board} onKeyDown={onKeyDown}>
                    <div className={styles.columns}>
                        {steps.map((step) =>
                            isFolded(step) ? (
                                <FoldedColumn key={step.key} step={step} onFold={fold} />
                            ) : (
                                <Column
                                    key={step.key}
                                    step={step}
                                    sum={
                                        step.kind === "open"
                                            ? step.sum
                                            : recent_sums?.find((sum) => sum.stage === step.name)
                                    }
                                    currencies={currencies}
                                    filters={filters}
                                    order={order}
                                    frozen={frozen}
                                    arrived={arrived}
                                    may_create={may(description, "create")}
                                    onFold={fold}
                                    askWhere={may(description, "update") ? askWhere : undefined}
                                />
                            ),
                        )}
                    </div>
                    {others.length > most_others && (
                        <Text component={Link} to={tableAddress(filters)} size="sm" c="dimmed" td="underline">
                            {translate("board.others", { smart_count: others.length - most_others })}
                        </Text>
                    )}
                </div>
            </DragDropContext>
            <MoveMenu
                where={where}
                stages={steps}
                sheet={false}
                onMove={(deal, to) => void put(deal, to)}
                onClose={() => setWhere(null)}
            />
            {dialog}
        </>
    );
}
