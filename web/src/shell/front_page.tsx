// What pages before the sign-in look like: one card in the middle, and the language below it.
import { Center, Group, Paper, Stack, Text, UnstyledButton } from "@mantine/core";
import { useLocaleState, useTranslate } from "ra-core";
import type { ReactNode } from "react";
import { languages } from "../i18n";
import { useLanguage } from "./language";
import { Logo } from "./logo";
import { PageTitle } from "./page_title";

export function FrontPage({ title, children }: { title: string; children: ReactNode }) {
    const translate = useTranslate();
    const [locale] = useLocaleState();
    const { choose } = useLanguage();
    return (
        <Center mih="100dvh" p="md" className="crm-front">
            <Stack gap="md" w="100%" maw={400}>
                <Paper p={{ base: "lg", xs: "xl" }} shadow="sm" component="main" radius="lg">
                    <Stack gap="lg">
                        <Group gap="sm">
                            <Logo size={32} />
                            <Text fw={650} size="lg">
                                ConnectCRM
                            </Text>
                        </Group>
                        <PageTitle>{title}</PageTitle>
                        {children}
                    </Stack>
                </Paper>
                <Group component="nav" justify="center" gap="xs" aria-label={translate("profile.language.language")}>
                    {languages.map(({ locale: tag, name }) => (
                        <UnstyledButton
                            key={tag}
                            lang={tag}
                            className="crm-language"
                            aria-current={tag === locale || undefined}
                            onClick={() => choose(tag)}
                        >
                            {name}
                        </UnstyledButton>
                    ))}
                </Group>
            </Stack>
        </Center>
    );
}
