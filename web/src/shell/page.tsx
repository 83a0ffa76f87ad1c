// A page of text and forms: its heading, and parts below one another that stay readable on wide screens.
import { Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { PageTitle } from "./page_title";

interface Shown {
    title: string;
    help?: string;
    actions?: ReactNode;
    width?: number;
    children: ReactNode;
}

export function Page({ title, help, actions, width = 760, children }: Shown) {
    return (
        <Box p={{ base: "md", sm: "lg" }} maw={width}>
            <Group justify="space-between" align="flex-start" mb="md" gap="sm">
                <div>
                    <PageTitle>{title}</PageTitle>
                    {help && (
                        <Text c="dimmed" mt={4} maw={640}>
                            {help}
                        </Text>
                    )}
                </div>
                {actions}
            </Group>
            <Stack gap="md">{children}</Stack>
        </Box>
    );
}

interface PartShown {
    title: string;
    help?: ReactNode;
    id?: string;
    aside?: ReactNode; // beside the heading
    children: ReactNode;
}

export function Part({ title, help, id, aside, children }: PartShown) {
    return (
        <Paper component="section" p={{ base: "md", sm: "lg" }} id={id} className="crm-part">
            <Group justify="space-between" mb={help ? 4 : "md"} gap="xs">
                <Title order={2}>{title}</Title>
                {aside}
            </Group>
            {help && (
                <Text c="dimmed" mb="md" maw={600}>
                    {help}
                </Text>
            )}
            {children}
        </Paper>
    );
}
