// The page of all interactions: as a timeline, or as the table of any resource.
import { Button, Group, Paper, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useStore, useTranslate } from "ra-core";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router-dom";
import { type Description, may, useLabels } from "../../resource/description";
import { ListPage } from "../../resource/list/list_page";
import { PageTitle } from "../../shell/page_title";
import { Segments } from "../../shell/segments";
import { openLog } from "./log";
import { Timeline } from "./timeline";
import type { Narrowed } from "./timeline_filters";

const narrowing = ["q", "interaction_type", "author", "visibility"] as const;

export function InteractionList({ description }: { description: Description }) {
    const translate = useTranslate();
    const labels = useLabels();
    const [kept, setKept] = useStore<"timeline" | "table">("interactions.view", "timeline");
    const [search, setSearch] = useSearchParams();
    // An address with a table's filter means the table.
    const is_table = search.has("filter") || (kept === "table" && !narrowing.some((name) => search.has(name)));
    const narrowed = useMemo<Narrowed>(
        () => Object.fromEntries(narrowing.map((name) => [name, search.get(name) ?? ""])),
        [search],
    );
    const narrow = useCallback(
        (news: Narrowed) => {
            const parameters = Object.entries(news).filter(([, value]) => value);
            setSearch(Object.fromEntries(parameters), { replace: true });
        },
        [setSearch],
    );
    const views = (
        <Segments
            label={translate("timeline.view")}
            options={(["timeline", "table"] as const).map((value) => ({
                value,
                label: translate(`timeline.views.${value}`),
            }))}
            value={is_table ? "table" : "timeline"}
            onChange={(value) => {
                setKept(value);
                setSearch({}, { replace: true });
            }}
        />
    );
    if (is_table) return <ListPage {...{ description, header: views }} />;
    return (
        <Stack p={{ base: "md", sm: "lg" }} gap="md" maw={920} mx="auto">
            <Group justify="space-between" gap="sm">
                <PageTitle>{labels.many(description)}</PageTitle>
                <Group gap="sm">
                    {views}
                    {may(description, "create") && (
                        <Button leftSection={<IconPlus size={16} />} onClick={() => openLog()}>
                            {translate("timeline.log.button")}
                        </Button>
                    )}
                </Group>
            </Group>
            <Paper p={{ base: "sm", sm: "lg" }}>
                <Timeline narrowed={narrowed} onNarrow={narrow} level={2} />
            </Paper>
        </Stack>
    );
}
