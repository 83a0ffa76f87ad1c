// What stands in a list when there are no rows yet, none at all, none that fit, or when they could not be loaded.
import { Button, Group, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconFilterOff, IconPlus, IconRefresh } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import type { ApiError } from "../../api/errors";
import { type Description, may, useLabels } from "../description";
import { useErrorText } from "../error_text";
import { specialOf } from "../registry";
import { unknownFilters } from "./filters";
import type { List } from "./list";
import css from "./list.module.css";

const widths = ["70%", "45%", "55%", "35%", "60%", "40%"];

export function SkeletonRows({ rows, columns }: { rows: number; columns: number }) {
    return Array.from({ length: rows }, (_, row) => (
        <tr key={row} data-row="" aria-hidden>
            {Array.from({ length: columns }, (_, column) => (
                <td key={column}>
                    <Skeleton height={10} width={widths[(row + column) % widths.length]} />
                </td>
            ))}
        </tr>
    ));
}

/** At the end of the rows: more are coming, or could not be loaded. */
export function NextPage({ list, columns }: { list: List; columns: number }) {
    const translate = useTranslate();
    const text = useErrorText();
    if (list.error && list.rows.length > 0)
        return (
            <tr>
                <td colSpan={columns} style={{ whiteSpace: "normal", padding: "0.75rem" }}>
                    <NextPageError text={text(list.error)} retry={list.fetchNextPage} />
                </td>
            </tr>
        );
    if (!list.hasNextPage || list.isPending) return null;
    return (
        <>
            <SkeletonRows rows={2} columns={columns} />
            {list.isFetchingNextPage && (
                <tr>
                    <td colSpan={columns} style={{ padding: 0 }}>
                        <VisuallyHidden role="status">{translate("app.loading")}</VisuallyHidden>
                    </td>
                </tr>
            )}
        </>
    );
}

export function NextPageError({ text, retry }: { text: string; retry: () => void }) {
    const translate = useTranslate();
    return (
        <Group gap="sm" role="alert">
            <IconAlertTriangle size={18} aria-hidden />
            <Text size="sm">{text}</Text>
            <Button variant="default" size="compact-sm" onClick={retry}>
                {translate("app.retry")}
            </Button>
        </Group>
    );
}

function State({ icon, title, children, action }: Record<"icon" | "title" | "children" | "action", ReactNode>) {
    return (
        <div className={css.box}>
            <Stack align="center" gap="sm" px="md" py={56} ta="center">
                {icon}
                <Text fw={650} size="lg">
                    {title}
                </Text>
                {children && (
                    <Text c="dimmed" maw={420}>
                        {children}
                    </Text>
                )}
                {action}
            </Stack>
        </div>
    );
}

interface Props {
    description: Description;
    list: List;
    fixed?: boolean; // by a filter that cannot be taken off
    onClear: () => void;
}

/** Instead of the rows; null when there are some, or will be. */
export function ListState({ description, list, fixed, onClear }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const text = useErrorText();
    const many = labels.many(description);
    const { error, rows, filtered, isPending, isPlaceholderData } = list;
    const size = { size: 36, stroke: 1.3, "aria-hidden": true } as const;
    const clear = (
        <Button variant="default" leftSection={<IconFilterOff size={16} />} onClick={onClear}>
            {translate("list.clear_filters")}
        </Button>
    );
    if (error && (rows.length === 0 || isPlaceholderData)) {
        // An old or foreign address may ask for what is not there.
        const refused = filtered && (error as Partial<ApiError>).status === 400;
        const unknown = unknownFilters(description, list.filters).length > 0;
        return (
            <div role="alert">
                <State
                    icon={<IconAlertTriangle {...size} />}
                    title={translate("list.failed", { name: many })}
                    action={
                        <Group gap="xs" justify="center">
                            <Button leftSection={<IconRefresh size={16} />} onClick={list.refetch}>
                                {translate("app.retry")}
                            </Button>
                            {refused && clear}
                        </Group>
                    }
                >
                    {unknown ? translate("list.unknown_filter") : text(error)}
                </State>
            </div>
        );
    }
    if (isPending || rows.length > 0 || list.hasNextPage) return null;
    if (filtered)
        return (
            <State
                icon={<IconFilterOff {...size} />}
                title={translate("list.no_match", { name: many, lower: many.toLowerCase() })}
                action={clear}
            >
                {translate("list.no_match_hint")}
            </State>
        );
    const Icon = specialOf(description.name).icon;
    const may_create = may(description, "create") && !fixed;
    return (
        <State
            icon={Icon ? <Icon size={36} stroke={1.3} /> : null}
            title={translate("list.empty", { name: many, lower: many.toLowerCase() })}
            action={
                may_create && (
                    <Button component={Link} to={`/${description.name}/new`} leftSection={<IconPlus size={16} />}>
                        {labels.fresh(description)}
                    </Button>
                )
            }
        >
            {translate(may_create ? "list.empty_hint" : "list.empty_hint_reader")}
        </State>
    );
}
