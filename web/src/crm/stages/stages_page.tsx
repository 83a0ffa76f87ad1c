// The stages in their order, to be arranged by whoever may: by dragging, or by the buttons.
import { DragDropContext, Draggable, Droppable, type DropResult } from "@hello-pangea/dnd";
import { ActionIcon, Button, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPlus } from "@tabler/icons-react";
import { useGetList, useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { Link } from "react-router-dom";
import { patchRecord, refresh } from "../../api/cache";
import { request } from "../../api/http";
import { useFormats } from "../../i18n/format";
import { nonce } from "../../nonce";
import { type Description, may, useLabels, useServerText } from "../../resource/description";
import { PageTitle } from "../../shell/page_title";
import { Skeletons } from "../../shell/skeletons";
import { KindIcon } from "../opportunities/column_head";
import { sameStage } from "../opportunities/deal";
import { type StageRecord, useSums } from "../opportunities/pipeline";
import styles from "./stages.module.css";

const usage_id = "stages-usage";
const at_most = 200;

function Facts({ stage, description }: { stage: StageRecord; description: Description }) {
    const translate = useTranslate();
    const server = useServerText();
    const formats = useFormats();
    const { data: sums } = useSums({});
    const choices = description.fields.find(({ name }) => name === "kind")?.choices;
    const kind = choices?.find(({ value }) => value === stage.kind)?.label ?? stage.kind;
    const sum = sums?.find((one) => sameStage(one.stage, stage.name));
    return (
        <div className={styles.facts}>
            <Group gap={6} wrap="nowrap" className={styles.kind}>
                <KindIcon kind={stage.kind} open_too />
                <Text size="sm">{server(kind)}</Text>
            </Group>
            <Text size="sm" c="dimmed" className={`numeric ${styles.fact}`}>
                {stage.probability === null
                    ? translate("board.arrange.no_probability")
                    : translate("board.arrange.probability", { probability: stage.probability })}
            </Text>
            <Text size="sm" c="dimmed" className={`numeric ${styles.fact}`}>
                {sum &&
                    translate("board.arrange.count", {
                        smart_count: sum.count,
                        count: formats.number(sum.count),
                    })}
            </Text>
        </div>
    );
}

export default function StagesPage({ description }: { description: Description }) {
    const translate = useTranslate();
    const labels = useLabels();
    const notify = useNotify();
    const { data, isPending, error, refetch } = useGetList<StageRecord>("stages", {
        sort: { field: "position", order: "ASC" },
        pagination: { page: 1, perPage: at_most },
        meta: { count: false },
    });
    const [order, setOrder] = useState<number[] | null>(null); // while it is saved
    const loaded = data ?? [];
    const stages = order
        ? [...loaded].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
        : [...loaded].sort((a, b) => a.position - b.position || a.id - b.id);
    const arranges = may(description, "update") && !order;

    const put = async (from: number, to: number) => {
        const next = [...stages];
        const [moved] = next.splice(from, 1);
        if (!moved || to < 0 || to > next.length || from === to) return;
        next.splice(to, 0, moved);
        const changes = next
            .map(({ id }, at) => ({ id, position: at + 1 }))
            .filter(({ id, position }) => loaded.find((stage) => stage.id === id)?.position !== position);
        setOrder(next.map(({ id }) => id));
        try {
            await request("/api/stages/bulk/", { method: "POST", body: changes });
            for (const { id, position } of changes) patchRecord("stages", id, { position });
            refresh("stages");
            refresh("opportunities");
            notify("board.arrange.saved", { type: "success" });
        } catch (failure) {
            notify(failure instanceof Error ? failure.message : "app.error.refused", { type: "error" });
        }
        setOrder(null);
    };
    const spot = (id: string, at: number) => ({
        stage: stages.find((stage) => String(stage.id) === id)?.name,
        index: at + 1,
        count: stages.length,
    });
    const onDragEnd = ({ draggableId, source, destination }: DropResult, announce: (text: string) => void) => {
        const to = destination?.index ?? source.index;
        const said = to === source.index ? "cancelled" : "dropped";
        announce(translate(`board.arrange.${said}`, spot(draggableId, to)));
        void put(source.index, to);
    };

    if (isPending) return <Skeletons />;
    return (
        <Stack p="md" gap="md" maw={860}>
            <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
                <PageTitle>{labels.many(description)}</PageTitle>
                {may(description, "create") && (
                    <Button
                        component={Link}
                        to="/stages/new"
                        leftSection={<IconPlus size={16} />}
                        className={styles.new}
                    >
                        {translate("board.arrange.new")}
                    </Button>
                )}
            </Group>
            <Text c="dimmed">
                {translate(may(description, "update") ? "board.arrange.hint" : "board.arrange.hint_read")}
            </Text>
            {error && (
                <Group gap="xs">
                    <Text>{translate("board.failed")}</Text>
                    <Button variant="default" onClick={() => void refetch()}>
                        {translate("app.retry")}
                    </Button>
                </Group>
            )}
            {!error && stages.length === 0 && <Text>{translate("board.arrange.empty")}</Text>}
            <VisuallyHidden id={usage_id}>{translate("board.arrange.usage")}</VisuallyHidden>
            <DragDropContext
                nonce={nonce}
                dragHandleUsageInstructions={translate("board.arrange.usage")}
                onDragStart={({ draggableId, source }, { announce }) =>
                    announce(translate("board.arrange.start", spot(draggableId, source.index)))
                }
                onDragUpdate={({ draggableId, source, destination }, { announce }) =>
                    announce(translate("board.arrange.over", spot(draggableId, destination?.index ?? source.index)))
                }
                onDragEnd={(result, { announce }) => onDragEnd(result, announce)}
            >
                <Droppable droppableId="stages">
                    {(list) => (
                        <div ref={list.innerRef} {...list.droppableProps} role={stages.length ? "list" : undefined}>
                            {stages.map((stage, at) => (
                                <Draggable
                                    key={stage.id}
                                    draggableId={String(stage.id)}
                                    index={at}
                                    isDragDisabled={!arranges}
                                >
                                    {(row, { isDragging }) => {
                                        const { role: _role, tabIndex: _tab, ...grip } = row.dragHandleProps ?? {};
                                        return (
                                            <div
                                                ref={row.innerRef}
                                                {...row.draggableProps}
                                                {...{ ...grip, "aria-describedby": undefined }}
                                                role="listitem"
                                                className={styles.row}
                                                data-dragging={isDragging || undefined}
                                            >
                                                {may(description, "update") && (
                                                    <IconGripVertical size={18} className={styles.grip} aria-hidden />
                                                )}
                                                <Link
                                                    to={`/stages/${stage.id}`}
                                                    className={styles.name}
                                                    aria-describedby={arranges ? usage_id : undefined}
                                                >
                                                    {stage.name}
                                                </Link>
                                                <Facts stage={stage} description={description} />
                                                {may(description, "update") && (
                                                    <Group gap={4} wrap="nowrap" className={styles.buttons}>
                                                        {[
                                                            { icon: IconArrowUp, name: "up", to: at - 1 },
                                                            { icon: IconArrowDown, name: "down", to: at + 1 },
                                                        ].map(({ icon: Icon, name, to }) => (
                                                            <ActionIcon
                                                                key={name}
                                                                variant="subtle"
                                                                color="gray"
                                                                c="dimmed"
                                                                className={styles.button}
                                                                aria-disabled={
                                                                    to < 0 || to >= stages.length || !arranges
                                                                }
                                                                aria-label={translate(`board.arrange.${name}`, {
                                                                    stage: stage.name,
                                                                })}
                                                                onClick={() => {
                                                                    if (arranges) void put(at, to);
                                                                }}
                                                            >
                                                                <Icon size={16} />
                                                            </ActionIcon>
                                                        ))}
                                                    </Group>
                                                )}
                                            </div>
                                        );
                                    }}
                                </Draggable>
                            ))}
                            {list.placeholder}
                        </div>
                    )}
                </Droppable>
            </DragDropContext>
        </Stack>
    );
}
