// Asks for the password again when a sign-in has ended, above the page, so that nothing that was typed is lost.
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { meKey } from "../api/auth_provider";
import { onExpiry } from "../api/session";
import type { Me } from "../api/types";
import { SignInForm } from "./sign_in_form";
import { useSignOut } from "./sign_out";

export function SessionExpiry() {
    const translate = useTranslate();
    const signOut = useSignOut();
    const me = useQueryClient().getQueryData<Me>(meKey);
    const [answer, setAnswer] = useState<((signed_in: boolean) => void) | null>(null);
    useEffect(() => onExpiry(() => new Promise<boolean>((resolve) => setAnswer(() => resolve))), []);
    const finish = (signed_in: boolean) => {
        answer?.(signed_in);
        setAnswer(null);
        if (!signed_in) void signOut();
    };
    return (
        <Modal
            opened={answer !== null}
            onClose={() => finish(false)}
            title={translate("app.signin.expired_title")}
            closeOnClickOutside={false}
            closeOnEscape={false}
            withCloseButton={false}
            zIndex={380}
            withinPortal={false}
        >
            <Stack>
                <Text>{translate("app.signin.expired")}</Text>
                <SignInForm username={me?.username ?? ""} onDone={() => finish(true)} />
                <Button variant="subtle" color="gray" c="dimmed" onClick={() => finish(false)}>
                    {translate("app.signin.leave")}
                </Button>
            </Stack>
        </Modal>
    );
}
