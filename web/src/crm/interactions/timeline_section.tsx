// The timeline as a part of another record's page.
import { Paper, Title } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useId } from "react";
import { Timeline } from "./timeline";

export function TimelineSection({ filter }: { filter: { customer?: number; opportunity?: number } }) {
    const translate = useTranslate();
    const id = useId();
    return (
        <Paper p="md" component="section" aria-labelledby={id}>
            <Title order={2} mb="sm" id={id}>
                {translate("timeline.title")}
            </Title>
            <Timeline filter={filter} />
        </Paper>
    );
}
