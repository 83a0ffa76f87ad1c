// Beside a deal's fields: what was said about it.
import { may, useDescription } from "../../resource/description";
import type { RecordProps } from "../../resource/registry";
import { TimelineSection } from "../interactions/timeline_section";

export default function DealAside({ record }: RecordProps) {
    const talks = may(useDescription("interactions"), "read");
    return talks && <TimelineSection filter={{ opportunity: record.id }} />;
}
