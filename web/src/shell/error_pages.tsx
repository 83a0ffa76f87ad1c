// Pages for what is not there, not allowed, broken or out of reach: what happened, and the one thing to do next.
import { Button, Center, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { IconBug, IconLock, IconMapQuestion, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type ReactNode, useEffect } from "react";
import { Link, useRouteError } from "react-router-dom";
import { i18nProvider } from "../i18n";
import { useErrorText } from "../resource/error_text";
import type { Item } from "./menu";
import { PageTitle } from "./page_title";

interface Shown {
    icon: Item["icon"];
    title: ReactNode;
    children: ReactNode;
    action: ReactNode;
}

function ErrorPage({ icon: Icon, title, children, action }: Shown) {
    return (
        <Center mih="60vh" p="lg">
            <Stack align="flex-start" maw={460} gap="md">
                <ThemeIcon size={52} radius="lg" variant="light" aria-hidden>
                    <Icon size={28} stroke={1.6} />
                </ThemeIcon>
                {title}
                <Text>{children}</Text>
                {action}
            </Stack>
        </Center>
    );
}

function HomeButton() {
    const translate = useTranslate();
    return (
        <Button component={Link} to="/">
            {translate("app.error.home")}
        </Button>
    );
}

export function MissingPage({ record = false }: { record?: boolean }) {
    const translate = useTranslate();
    return (
        <ErrorPage
            icon={IconMapQuestion}
            title={<PageTitle>{translate("app.error.missing_title")}</PageTitle>}
            action={<HomeButton />}
        >
            {translate(record ? "app.error.missing_record" : "app.error.missing")}
        </ErrorPage>
    );
}

export function ForbiddenPage({ what }: { what: string }) {
    const translate = useTranslate();
    return (
        <ErrorPage
            icon={IconLock}
            title={<PageTitle>{translate("app.error.forbidden_title")}</PageTitle>}
            action={<HomeButton />}
        >
            {translate("app.error.forbidden", { what })}
        </ErrorPage>
    );
}

/** `inside`: within the layout, which has the landmark. */
export function UnreachablePage({ error, retry, inside }: { error: Error; retry?: () => void; inside?: boolean }) {
    const translate = useTranslate();
    const errorText = useErrorText();
    const page = (
        <ErrorPage
            icon={IconPlugConnectedX}
            title={<PageTitle>{translate("ra.message.error")}</PageTitle>}
            action={<Button onClick={retry ?? (() => location.reload())}>{translate("app.retry")}</Button>}
        >
            {errorText(error)}
        </ErrorPage>
    );
    return inside ? page : <main>{page}</main>;
}

/** Also stands outside of all providers but the theme, so it asks for its texts itself. */
export function BrokenPage({ inside = false }: { inside?: boolean }) {
    const error = useRouteError();
    useEffect(() => console.error(error), [error]);
    const page = (
        <ErrorPage
            icon={IconBug}
            title={<Title order={1}>{i18nProvider.translate("app.error.broken_title")}</Title>}
            action={<Button onClick={() => location.reload()}>{i18nProvider.translate("app.error.reload")}</Button>}
        >
            {i18nProvider.translate("app.error.broken")}
        </ErrorPage>
    );
    return inside ? page : <main>{page}</main>;
}
