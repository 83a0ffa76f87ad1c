// A part of the start page: its heading, where it leads, and what stands there while it loads or when it failed.
import { Anchor, Group, Paper, Skeleton, Stack, Title, VisuallyHidden } from "@mantine/core";
import { useTranslate } from "ra-core";
import { type ReactNode, useId } from "react";
import { Link } from "react-router-dom";
import { Failure } from "../../resource/failure";
import { useDrawn } from "../../shell/drawn";

interface Props {
    title: string;
    to?: string;
    link?: string;
    aside?: ReactNode; // in the head
    pending?: boolean;
    error?: Error | null;
    retry?: () => void;
    children: ReactNode;
}

export function Section({ title, to, link, aside, pending, error, retry, children }: Props) {
    const translate = useTranslate();
    const id = useId();
    const drawn = useDrawn(!pending);
    return (
        <Paper p="md" component="section" aria-labelledby={id}>
            <Group justify="space-between" gap="xs" mb="xs">
                <Title order={2} id={id}>
                    {title}
                </Title>
                <Group gap="sm">
                    {aside}
                    {to && (
                        <Anchor component={Link} to={to} size="sm">
                            {link}
                        </Anchor>
                    )}
                </Group>
            </Group>
            {error ? (
                <Failure error={error} retry={retry} />
            ) : !drawn ? (
                <Stack gap="sm" aria-busy="true">
                    <VisuallyHidden role="status">{translate("app.loading")}</VisuallyHidden>
                    {[90, 70, 80].map((width) => (
                        <Skeleton key={width} height={20} width={`${width}%`} />
                    ))}
                </Stack>
            ) : (
                children
            )}
        </Paper>
    );
}

/** The address of a table that shows only what is like that. */
export const listOf = (resource: string, filter: Record<string, unknown>): string =>
    `/${resource}?${new URLSearchParams({ view: "table", filter: JSON.stringify(filter) }).toString()}`;
