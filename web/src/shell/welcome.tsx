// Where a set-up link leads: a new user chooses a password and is signed in with it.
import { Alert, Button, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router-dom";
import { queryClient } from "../api/cache";
import { ApiError } from "../api/errors";
import { request } from "../api/http";
import { signIn } from "../api/session";
import type { Answer, Body } from "../api/types";
import { useErrorText } from "../resource/error_text";
import { useSending } from "./form";
import { FormError } from "./form_error";
import { FrontPage } from "./front_page";
import { NewPasswordInput } from "./password_input";

const isOver = (error: unknown) => error instanceof ApiError && [404, 410].includes(error.status);

export default function Welcome() {
    const translate = useTranslate();
    const errorText = useErrorText();
    const { token = "" } = useParams();
    const path = `/api/setup-links/${encodeURIComponent(token)}/`;
    const { data, error, refetch } = useQuery({
        queryKey: ["setup-link", token],
        queryFn: () => request<Answer<"/api/setup-links/{token}/">>(path, { open: true }),
        staleTime: Infinity,
    });
    if (isOver(error))
        return (
            <FrontPage title={translate("profile.welcome.over_title")}>
                <Text>{translate("profile.welcome.over")}</Text>
                <Button component={Link} to="/login">
                    {translate("profile.welcome.to_sign_in")}
                </Button>
            </FrontPage>
        );
    return (
        <FrontPage title={translate("profile.welcome.title")}>
            {error ? (
                <>
                    <Alert color="red" role="alert">
                        {errorText(error)}
                    </Alert>
                    <Button onClick={() => void refetch()}>{translate("app.retry")}</Button>
                </>
            ) : data ? (
                <ChoosePassword path={path} username={data.username} />
            ) : (
                <Stack aria-busy="true">
                    <Skeleton height={36} />
                    <Skeleton height={36} />
                </Stack>
            )}
        </FrontPage>
    );
}

function ChoosePassword({ path, username }: { path: string; username: string }) {
    const translate = useTranslate();
    const errorText = useErrorText();
    const navigate = useNavigate();
    const [password, setPassword] = useState("");
    const [set, setSet] = useState("");
    const form = useSending(async () => {
        await request<null>(path, {
            open: true,
            method: "POST",
            body: { password } satisfies Body<"/api/setup-links/{token}/">,
        });
        try {
            await signIn(username, password);
        } catch (thrown) {
            setSet(translate("profile.welcome.set", { reason: errorText(thrown) }));
            return;
        }
        queryClient.clear();
        await navigate("/", { replace: true });
    });
    if (set)
        return (
            <>
                <Alert role="alert">{set}</Alert>
                <Button component={Link} to="/login">
                    {translate("profile.welcome.to_sign_in")}
                </Button>
            </>
        );
    return (
        <form onSubmit={form.onSubmit} noValidate>
            <Stack>
                <Text>{translate("profile.welcome.text")}</Text>
                <TextInput
                    label={translate("app.signin.username")}
                    name="username"
                    autoComplete="username"
                    value={username}
                    readOnly
                    variant="filled"
                />
                <NewPasswordInput
                    label={translate("app.signin.password")}
                    autoFocus
                    value={password}
                    form={form}
                    onChange={setPassword}
                />
                <FormError form={form} />
                <Button type="submit" size="md" loading={form.busy} disabled={!password}>
                    {translate("profile.welcome.submit")}
                </Button>
            </Stack>
        </form>
    );
}
