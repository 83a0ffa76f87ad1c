// User name and password; on the page of the sign-in, and above any page when a sign-in has ended.
import { Alert, Button, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "../api/errors";
import { signIn } from "../api/session";
import { useErrorText } from "../resource/error_text";
import { PasswordInput } from "./password_input";

/** Seconds until `end`, counted down; 0 when there is nothing to wait for. */
function useSecondsUntil(end: number): number {
    const left = () => Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const [seconds, setSeconds] = useState(left);
    useEffect(() => {
        setSeconds(left());
        if (left() === 0) return;
        const timer = setInterval(() => {
            setSeconds(left());
            if (left() === 0) clearInterval(timer);
        }, 250);
        return () => clearInterval(timer);
    }, [end]);
    return seconds;
}

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export function SignInForm({ onDone, username: known = "" }: { onDone: () => void; username?: string }) {
    const translate = useTranslate();
    const errorText = useErrorText();
    const [username, setUsername] = useState(known);
    const [password, setPassword] = useState("");
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState("");
    const [again_at, setAgainAt] = useState(0);
    const wait = useSecondsUntil(again_at);
    const field = useRef<HTMLInputElement>(null);
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (wait > 0 || busy) return;
        setBusy(true);
        setError("");
        try {
            await signIn(username, password);
            onDone();
        } catch (thrown) {
            if (thrown instanceof ApiError && thrown.status === 429)
                setAgainAt(Date.now() + (thrown.retryAfter ?? 5) * 1000);
            else {
                setError(errorText(thrown));
                // What the server did not judge may be right.
                if (thrown instanceof ApiError && thrown.status === 401) setPassword("");
            }
            field.current?.focus();
        } finally {
            setBusy(false);
        }
    };
    return (
        <form onSubmit={submit}>
            <Stack gap="md">
                <div role="alert" className="crm-said">
                    {wait > 0 ? (
                        <Alert color="yellow" icon={<IconClock size={18} />}>
                            {translate("app.signin.throttled")}
                        </Alert>
                    ) : (
                        error && (
                            <Alert color="red" icon={<IconAlertTriangle size={18} />}>
                                {error}
                            </Alert>
                        )
                    )}
                </div>
                <TextInput
                    label={translate("app.signin.username")}
                    name="username"
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    required
                    withAsterisk={false}
                    readOnly={known !== ""}
                    autoFocus={known === ""}
                    value={username}
                    onChange={(event) => setUsername(event.currentTarget.value)}
                />
                <PasswordInput
                    ref={field}
                    label={translate("app.signin.password")}
                    name="password"
                    autoComplete="current-password"
                    required
                    autoFocus={known !== ""}
                    data-autofocus={known !== "" || undefined}
                    value={password}
                    onChange={(event) => setPassword(event.currentTarget.value)}
                />
                <Button type="submit" loading={busy} disabled={wait > 0} fullWidth size="md">
                    {wait > 0 ? translate("app.signin.wait", { time: clock(wait) }) : translate("app.signin.submit")}
                </Button>
            </Stack>
        </form>
    );
}
