// Beside a customer's fields: what comes next, what they may buy, and what passed between us.
import { Stack } from "@mantine/core";
import { may, useDescription } from "../../resource/description";
import type { RecordProps } from "../../resource/registry";
import { TimelineSection } from "../interactions/timeline_section";
import { CustomerDeals } from "./customer_deals";
import { CustomerSteps } from "./customer_steps";

export default function CustomerAside({ record }: RecordProps) {
    const talks = may(useDescription("interactions"), "read");
    const deals = may(useDescription("opportunities"), "read");
    return (
        <Stack gap="md">
            {talks && <CustomerSteps customer={record.id} />}
            {deals && <CustomerDeals customer={record.id} />}
            {talks && <TimelineSection filter={{ customer: record.id }} />}
        </Stack>
    );
}
