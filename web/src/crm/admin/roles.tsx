// What each role may do with what: a table, or on a phone one card for each role.
import { Anchor, Box, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck, IconEye, IconEyeOff, IconMinus, IconUser } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { request } from "../../api/http";
import type { Answer } from "../../api/types";
import { type Description, useDescriptions, useLabels, useServerText } from "../../resource/description";
import { Page } from "../../shell/page";
import { Loaded, useIsAdmin } from "./for_admins";
import { usePhone } from "../../shell/phone";

type Role = Answer<"/api/roles/">[number];

const acts = ["read", "create", "update", "delete"] as const;
const sights = { all: IconEye, own: IconUser, none: IconEyeOff };

/** What a role may do with one resource. */
function Rights({ role, resource, description }: { role: Role; resource: string; description?: Description }) {
    const translate = useTranslate();
    const labels = useLabels();
    const mine = role.permissions[resource] ?? [];
    const sees = role.sees[resource] ?? "none";
    const Sight = sights[sees];
    const hidden = (role.hidden_fields[resource] ?? []).map((name) => {
        const field = description?.fields.find((one) => one.name === name);
        return field ? labels.field(field) : name;
    });
    return (
        <Stack gap={6}>
            <Group gap={6} wrap="nowrap" c={sees === "none" ? "dimmed" : undefined}>
                <Sight size={16} stroke={1.7} aria-hidden />
                <Text span size="sm" fw={500}>
                    {translate(`admin.roles.${sees}`)}
                </Text>
            </Group>
            {mine.length > 0 && (
                <ul className="crm-rights">
                    {acts.map((act) => {
                        const may = mine.includes(act);
                        const Icon = may ? IconCheck : IconMinus;
                        return (
                            <li key={act} data-may={may || undefined}>
                                <Icon
                                    size={15}
                                    role="img"
                                    aria-label={translate(may ? "admin.roles.may" : "admin.roles.may_not")}
                                />
                                {translate(`admin.roles.${act}`)}
                            </li>
                        );
                    })}
                </ul>
            )}
            {sees !== "none" && hidden.length > 0 && (
                <Text size="xs" c="dimmed">
                    {translate("admin.roles.hidden", { fields: hidden.join(", ") })}
                </Text>
            )}
        </Stack>
    );
}

function UsersLink({ role }: { role: Role }) {
    const filter = encodeURIComponent(JSON.stringify({ role: role.name }));
    return (
        <Anchor component={Link} to={`/users?filter=${filter}`} size="sm" fw={400} className="crm-touch">
            {useTranslate()("admin.roles.users")}
        </Anchor>
    );
}

export default function Roles() {
    const translate = useTranslate();
    const labels = useLabels();
    const server = useServerText();
    const descriptions = useDescriptions() ?? [];
    const phone = usePhone();
    const admin = useIsAdmin();
    const answer = useQuery({
        queryKey: ["users", "roles"],
        queryFn: () => request<Role[]>("/api/roles/"),
        enabled: admin,
    });
    const described = (name: string) => descriptions.find((description) => description.name === name);
    const label = (name: string) => {
        const description = described(name);
        return description ? labels.many(description) : name;
    };
    return (
        <Loaded what={translate("admin.roles.title")} answer={answer}>
            {(roles) => {
                const resources = Object.keys(roles[0]?.permissions ?? {});
                const rights = (role: Role, resource: string) => (
                    <Rights role={role} resource={resource} description={described(resource)} />
                );
                return (
                    <Page title={translate("admin.roles.title")} help={translate("admin.roles.help")} width={1100}>
                        {phone ? (
                            roles.map((role) => (
                                <Paper key={role.name} p="md" component="section">
                                    <Title order={2}>{server(role.label)}</Title>
                                    <UsersLink role={role} />
                                    {resources.map((resource) => (
                                        <Box key={resource} className="crm-role-part">
                                            <Title order={3} mb={4}>
                                                {label(resource)}
                                            </Title>
                                            {rights(role, resource)}
                                        </Box>
                                    ))}
                                </Paper>
                            ))
                        ) : (
                            <Paper>
                                <Table verticalSpacing="sm" horizontalSpacing="lg" layout="fixed">
                                    <Table.Thead>
                                        <Table.Tr>
                                            <Table.Th scope="col" w="20%">
                                                {translate("admin.roles.record")}
                                            </Table.Th>
                                            {roles.map((role) => (
                                                <Table.Th key={role.name} scope="col">
                                                    {server(role.label)}
                                                    <br />
                                                    <UsersLink role={role} />
                                                </Table.Th>
                                            ))}
                                        </Table.Tr>
                                    </Table.Thead>
                                    <Table.Tbody>
                                        {resources.map((resource) => (
                                            <Table.Tr key={resource} className="crm-top">
                                                <Table.Th scope="row">{label(resource)}</Table.Th>
                                                {roles.map((role) => (
                                                    <Table.Td key={role.name}>{rights(role, resource)}</Table.Td>
                                                ))}
                                            </Table.Tr>
                                        ))}
                                    </Table.Tbody>
                                </Table>
                            </Paper>
                        )}
                    </Page>
                );
            }}
        </Loaded>
    );
}
