// What happened to a record: who changed what, the newest first.
import { Alert, Button, Paper, Skeleton, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import type { Row } from "../../api/data_provider";
import { request } from "../../api/http";
import type { Change, Page } from "../../api/types";
import { useFormats } from "../../i18n/format";
import { useDrawn } from "../../shell/drawn";
import { type Description, type Field, isLong, useLabels } from "../description";
import type { RecordProps } from "../registry";
import { Value } from "../value";
import { useActor } from "./actor";
import css from "./record.module.css";
import { shortened } from "./shortened";

const at_once = 15;

export function History({ description, record }: RecordProps) {
    const translate = useTranslate();
    const first = `/api/${description.name}/${record.id}/history/?page_size=${at_once}`;
    const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInfiniteQuery({
        queryKey: [description.name, "history", record.id],
        queryFn: ({ pageParam, signal }) => request<Page<Change>>(pageParam, { signal }),
        initialPageParam: first,
        getNextPageParam: ({ next }) => {
            if (!next) return null;
            const { pathname, search } = new URL(next, location.origin);
            return pathname + search;
        },
    });
    const drawn = useDrawn(data !== undefined);
    const changes = drawn ? data?.pages.flatMap(({ results }) => results) : undefined;
    return (
        <Paper p="md" component="section" aria-labelledby="history">
            <Title order={2} id="history" mb="sm">
                {translate("record.history.title")}
            </Title>
            {error && !changes && (
                <Alert color="red" role="alert">
                    <Stack align="flex-start" gap="xs">
                        {translate("record.history.failed")}
                        <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
                            {translate("app.retry")}
                        </Button>
                    </Stack>
                </Alert>
            )}
            {!changes && !error && (
                <Stack gap="sm" aria-busy="true">
                    {[60, 80, 50].map((width) => (
                        <Skeleton key={width} height={16} width={`${width}%`} />
                    ))}
                </Stack>
            )}
            {changes?.length === 0 && <Text c="dimmed">{translate("record.history.none")}</Text>}
            {changes && changes.length > 0 && (
                <ol className={css.history}>
                    {changes.map((change) => (
                        <Entry key={change.sequence} description={description} record={record} change={change} />
                    ))}
                </ol>
            )}
            {hasNextPage && (
                <Button
                    variant="default"
                    fullWidth
                    mt="md"
                    className={css.touch}
                    loading={isFetchingNextPage}
                    onClick={() => void fetchNextPage()}
                >
                    {translate("record.history.more")}
                </Button>
            )}
        </Paper>
    );
}

function Entry({ description, record, change }: { description: Description; record: Row; change: Change }) {
    const translate = useTranslate();
    const formats = useFormats();
    const labels = useLabels();
    const actor = useActor(change);
    const fields = description.fields.filter(({ name }) => name in change.after || name in change.before);
    const is_update = change.action === "update";
    const only = fields.length === 1 && fields[0] ? labels.field(fields[0]) : undefined;
    const what = is_update ? "changed" : change.action === "create" ? "created" : "deleted";
    // Who sees only the own records is not told who it was.
    const done = translate(`record.history.${what}${actor ? "" : "_by_nobody"}`, {
        actor: actor ?? "",
        field: only ?? translate("record.history.fields", { smart_count: fields.length }),
    });
    return (
        <li>
            <Text size="sm">
                {done}
                {", "}
                <time className={css.what} dateTime={change.at} title={formats.time(change.at)}>
                    {formats.ago(change.at)}
                </time>
            </Text>
            {is_update &&
                fields
                    .filter((field) => !field.write_only)
                    .map((field) => {
                        const [before, after] = versions(field, record, change);
                        return (
                            <div key={field.name} className={css.change}>
                                {!only && <span className={css.what}>{labels.field(field)}: </span>}
                                <span className={css.before}>
                                    <Value field={field} record={before} plain />
                                </span>{" "}
                                <IconArrowRight size={13} aria-hidden style={{ verticalAlign: "-2px" }} />
                                <VisuallyHidden>{translate("record.history.to")}</VisuallyHidden>{" "}
                                <Value field={field} record={after} plain />
                            </div>
                        );
                    })}
        </li>
    );
}

function versions(field: Field, record: Row, { before, after }: Change): [Row, Row] {
    const [old, now] = [before[field.name], after[field.name]];
    const [was, is] =
        isLong(field) && typeof old === "string" && typeof now === "string" ? shortened(old, now) : [old, now];
    return [
        { ...record, ...before, [field.name]: was },
        { ...record, ...after, [field.name]: is },
    ];
}
