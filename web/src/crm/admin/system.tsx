// How the server and its database are; what endangers the data stands first.
import { Alert, Anchor, Group, List, SimpleGrid, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { request } from "../../api/http";
import type { Answer } from "../../api/types";
import { useFormats } from "../../i18n/format";
import { useServerText } from "../../resource/description";
import { Page, Part } from "../../shell/page";
import { Backup } from "./backup";
import { Loaded, useIsAdmin } from "./for_admins";
import { useBytes } from "./bytes";
import { Migrations, Records } from "./system_tables";

export type System = Answer<"/api/system/">;

const refresh_interval = 60_000;
const engines: Record<System["engine"], string> = {
    sqlite: "SQLite",
    mysql: "MariaDB / MySQL",
    postgres: "PostgreSQL",
};

function Facts({ facts }: { facts: [string, string][] }) {
    return (
        <dl className="crm-facts">
            {facts.map(([name, value]) => (
                <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            ))}
        </dl>
    );
}

function Health({ system }: { system: System }) {
    const translate = useTranslate();
    const server = useServerText();
    const warnings = [
        ...(system.schema === "current" ? [] : [translate(`admin.system.schema_${system.schema}`)]),
        ...system.durability_warnings.map(server),
    ];
    if (warnings.length === 0)
        return (
            <Group gap="xs" className="crm-healthy">
                <IconCircleCheck size={20} aria-hidden />
                <Text fw={600}>{translate("admin.system.healthy")}</Text>
            </Group>
        );
    return (
        <Alert
            color="red"
            icon={<IconAlertTriangle />}
            title={translate("admin.system.warnings", { smart_count: warnings.length })}
        >
            <List spacing="xs" mb="sm">
                {warnings.map((warning) => (
                    <List.Item key={warning}>{warning}</List.Item>
                ))}
            </List>
            <Text size="sm">{translate("admin.system.warnings_help")}</Text>
        </Alert>
    );
}

export default function SystemPage() {
    const translate = useTranslate();
    const formats = useFormats();
    const bytes = useBytes();
    const admin = useIsAdmin();
    const answer = useQuery({
        queryKey: ["system"],
        queryFn: () => request<System>("/api/system/"),
        refetchInterval: refresh_interval,
        enabled: admin,
    });
    const size = (count: number | null) => (count === null ? translate("admin.system.unknown") : bytes(count));
    return (
        <Loaded what={translate("admin.system.title")} answer={answer}>
            {(system) => (
                <Page title={translate("admin.system.title")} width={1000}>
                    <Health system={system} />
                    <SimpleGrid cols={{ base: 1, md: 2 }}>
                        <Part title={translate("admin.system.program")}>
                            <Facts
                                facts={[
                                    [translate("admin.system.version"), system.version],
                                    [
                                        translate("admin.system.running"),
                                        `${formats.time(system.started_at)} (${formats.ago(system.started_at)})`,
                                    ],
                                    [translate("admin.system.connections"), formats.number(system.open_connections)],
                                ]}
                            />
                            <Text mt="md" size="sm" c="dimmed">
                                <Anchor href="/api/docs/" target="_blank" rel="noopener" inherit underline="always">
                                    {translate("admin.api")}
                                </Anchor>
                                : {translate("admin.system.api_help")}
                            </Text>
                        </Part>
                        <Part title={translate("admin.system.database")}>
                            <Facts
                                facts={[
                                    [
                                        translate("admin.system.engine"),
                                        `${engines[system.engine]} ${system.server_version}`,
                                    ],
                                    [translate("admin.system.place"), system.database],
                                    [translate("admin.system.size"), size(system.database_bytes)],
                                    [
                                        translate("admin.system.log"),
                                        translate(
                                            system.log_bytes === null
                                                ? "admin.system.log_of_plain"
                                                : "admin.system.log_of",
                                            {
                                                smart_count: system.changes,
                                                number: formats.number(system.changes),
                                                size: size(system.log_bytes),
                                            },
                                        ),
                                    ],
                                ]}
                            />
                        </Part>
                    </SimpleGrid>
                    <Backup possible={system.backup} />
                    <SimpleGrid cols={{ base: 1, md: 2 }}>
                        <Records system={system} />
                        <Migrations system={system} />
                    </SimpleGrid>
                </Page>
            )}
        </Loaded>
    );
}
