// How many records there are, and which migrations the database has had.
import { Anchor, Group, Table, Text } from "@mantine/core";
import { IconCheck, IconClock } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { useDescriptions, useLabels } from "../../resource/description";
import { Part } from "../../shell/page";
import type { System } from "./system";

export function Records({ system }: { system: System }) {
    const translate = useTranslate();
    const formats = useFormats();
    const labels = useLabels();
    const descriptions = useDescriptions() ?? [];
    return (
        <Part title={translate("admin.system.records")}>
            <Table horizontalSpacing={0}>
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th scope="col">{translate("admin.system.records")}</Table.Th>
                        <Table.Th scope="col" ta="right">
                            {translate("admin.system.count")}
                        </Table.Th>
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {Object.entries(system.records).map(([resource, { count, exact }]) => {
                        const description = descriptions.find(({ name }) => name === resource);
                        const number = formats.number(count);
                        return (
                            <Table.Tr key={resource}>
                                <Table.Th scope="row" fw={400}>
                                    {description ? (
                                        <Anchor component={Link} to={`/${resource}`} inherit className="crm-touch">
                                            {labels.many(description)}
                                        </Anchor>
                                    ) : (
                                        resource
                                    )}
                                </Table.Th>
                                <Table.Td ta="right" className="numeric">
                                    {exact ? number : translate("admin.system.more", { number })}
                                </Table.Td>
                            </Table.Tr>
                        );
                    })}
                </Table.Tbody>
            </Table>
        </Part>
    );
}

export function Migrations({ system }: { system: System }) {
    const translate = useTranslate();
    const formats = useFormats();
    const applied = system.migrations.filter(({ applied_at }) => applied_at).length;
    return (
        <Part
            title={translate("admin.system.migrations")}
            aside={
                <Text size="sm" c="dimmed">
                    {translate("admin.system.migrations_state", { applied, all: system.migrations.length })}
                </Text>
            }
        >
            <Table horizontalSpacing={0}>
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th scope="col">{translate("admin.system.migration")}</Table.Th>
                        <Table.Th scope="col" ta="right">
                            {translate("admin.system.applied")}
                        </Table.Th>
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {system.migrations.map(({ number, name, applied_at }) => (
                        <Table.Tr key={number}>
                            <Table.Th scope="row" fw={400} className="crm-break">
                                <Group gap={8} wrap="nowrap">
                                    {applied_at ? (
                                        <IconCheck size={15} aria-hidden className="crm-icon" />
                                    ) : (
                                        <IconClock size={15} aria-hidden className="crm-icon" />
                                    )}
                                    <span>
                                        <span className="numeric">{number}</span> {name.replaceAll("_", " ")}
                                    </span>
                                </Group>
                            </Table.Th>
                            <Table.Td ta="right" className="numeric">
                                {applied_at ? formats.time(applied_at) : translate("admin.system.pending")}
                            </Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
        </Part>
    );
}
