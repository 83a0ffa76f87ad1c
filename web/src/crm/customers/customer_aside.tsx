// Beside a customer's fields: what comes next, what they may buy, and what passed between us.
import { Stack } from "@mantine/core";
import { useTranslate } from "ra-core";
import { may, useDescription } from "../../resource/description";
import type { RecordProps } from "../../resource/registry";
import { TimelineSection } from "../interactions/timeline_section";
import { WhenNear } from "../../resource/when_near";
import { CustomerDeals } from "./customer_deals";
import { CustomerSteps } from "./customer_steps";

export default function CustomerAside({ record }: RecordProps) {
    const translate = useTranslate();
    const talks = may(useDescription("interactions"), "read");
    const deals = may(useDescription("opportunities"), "read");
    return (
        <Stack gap="md">
            {talks && <CustomerSteps customer={record.id} />}
            {deals && (
                <WhenNear title={translate("timeline.customer.deals")}>
                    <CustomerDeals customer={record.id} />
                </WhenNear>
            )}
            {talks && (
                <WhenNear title={translate("timeline.title")}>
                    <TimelineSection filter={{ customer: record.id }} />
                </WhenNear>
            )}
        </Stack>
    );
}
