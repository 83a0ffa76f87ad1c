// What passed between us and customers, by day, newest first, and as far back as one scrolls.
import { Button, Group, Skeleton, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useFormats } from "../../i18n/format";
import { dayOf, today } from "../../i18n/time_zone";
import { may, useDescription } from "../../resource/description";
import { Failure } from "../../resource/failure";
import { NamesIn } from "../../resource/reference_names";
import type { Interaction } from "./interaction";
import css from "./interactions.module.css";
import { useDrawn } from "../../shell/drawn";
import { openLog } from "./log";
import { type Narrowed, TimelineFilters } from "./timeline_filters";
import { TimelineItem } from "./timeline_item";
import { useInteractions } from "./use_interactions";

interface Props {
    filter?: { customer?: number; opportunity?: number };
    narrowed?: Narrowed; // kept by the page, in its address
    onNarrow?: (narrowed: Narrowed) => void;
    level?: 2 | 3; // of the headings of days
}

const at_once = 15;
const none: Interaction[] = [];

function byDay(rows: Interaction[]): [string, Interaction[]][] {
    const days = new Map<string, Interaction[]>();
    for (const row of rows) {
        const day = dayOf(new Date(row.date));
        const of = days.get(day);
        if (of) of.push(row);
        else days.set(day, [row]);
    }
    return [...days];
}

export function Timeline({ filter = {}, narrowed, onNarrow, level = 3 }: Props) {
    const translate = useTranslate();
    const formats = useFormats();
    const description = useDescription("interactions");
    const [own, setOwn] = useState<Narrowed>({});
    const narrow = narrowed ?? own;
    const asked = Object.fromEntries(Object.entries(narrow).filter(([, value]) => value));
    const is_narrow = Object.keys(asked).length > 0;
    const {
        rows,
        error,
        isPending: is_loading,
        hasNextPage,
        fetchNextPage,
        isFetchingNextPage,
        refetch,
    } = useInteractions({ ...filter, ...asked }, at_once);
    const isPending = !useDrawn(!is_loading);
    const days = useMemo(() => byDay((!isPending && rows) || none), [isPending, rows]);
    const change = useCallback((news: Narrowed) => (onNarrow ?? setOwn)(news), [onNarrow]);

    const whole = useRef<HTMLDivElement>(null);
    const clear = () => {
        change({});
        // The button that was pressed goes away.
        whole.current?.querySelector<HTMLElement>("input[type=search]")?.focus();
    };

    const end = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const { current } = end;
        if (!current || isPending || !hasNextPage || isFetchingNextPage || error) return;
        const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && void fetchNextPage(), {
            rootMargin: "400px",
        });
        watch.observe(current);
        return () => watch.disconnect();
    }, [isPending, hasNextPage, isFetchingNextPage, fetchNextPage, error, days]);

    const nameOf = (day: string, row: Interaction) =>
        day === today()
            ? translate("timeline.today")
            : day === today(-1)
              ? translate("timeline.yesterday")
              : formats.day(new Date(row.date));
    const empty = !isPending && !error && days.length === 0;
    return (
        <Stack gap="md" ref={whole}>
            {(is_narrow || !empty) && (
                <TimelineFilters value={narrow} onChange={change} roomy={onNarrow !== undefined} />
            )}
            {isPending && !error && <Waiting />}
            {empty && (
                <Group gap="sm">
                    <Text c="dimmed">{translate(is_narrow ? "timeline.no_match" : "timeline.empty")}</Text>
                    {is_narrow ? (
                        <Button variant="default" onClick={clear}>
                            {translate("timeline.clear")}
                        </Button>
                    ) : (
                        may(description, "create") && (
                            <Button variant="default" onClick={() => openLog(filter)}>
                                {translate("timeline.log.first")}
                            </Button>
                        )
                    )}
                </Group>
            )}
            <NamesIn resource="interactions" rows={(!isPending && rows) || none}>
                {days.map(([day, rows]) => (
                    <section key={day} aria-label={nameOf(day, rows[0]!)}>
                        <Title order={level} size="sm" c="dimmed" fw={600} mb={8}>
                            {nameOf(day, rows[0]!)}
                        </Title>
                        <ol className={css.items}>
                            {rows.map((row) => (
                                <TimelineItem
                                    key={row.id}
                                    row={row}
                                    customer={filter.customer === undefined && filter.opportunity === undefined}
                                    deal={filter.opportunity === undefined}
                                />
                            ))}
                        </ol>
                    </section>
                ))}
            </NamesIn>
            {error && <Failure error={error} retry={() => void refetch()} />}
            <div ref={end} />
            {isFetchingNextPage && <Waiting rows={2} />}
            {hasNextPage && !isFetchingNextPage && (
                <Button variant="default" onClick={() => void fetchNextPage()} style={{ alignSelf: "center" }}>
                    {translate("timeline.older")}
                </Button>
            )}
        </Stack>
    );
}

function Waiting({ rows = 4 }: { rows?: number }) {
    const translate = useTranslate();
    return (
        <Stack gap="md" aria-busy="true">
            <VisuallyHidden role="status">{translate("app.loading")}</VisuallyHidden>
            {Array.from({ length: rows }, (_, row) => (
                <Group key={row} gap="sm" wrap="nowrap" align="flex-start">
                    <Skeleton circle height={32} style={{ flex: "none" }} />
                    <Stack gap={6} style={{ flex: 1 }}>
                        <Skeleton height={14} width="40%" />
                        <Skeleton height={14} width="85%" />
                    </Stack>
                </Group>
            ))}
        </Stack>
    );
}
