// The dialog that asks for the password again.
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { meKey } from "../api/auth_provider";
import type { Me } from "../api/types";
import { useAfterMount } from "./after_mount";
import { SignInForm } from "./sign_in_form";

interface Props {
    opened: boolean;
    onAnswer: (signed_in: boolean) => void;
}

export default function ExpiryDialog({ opened, onAnswer }: Props) {
    const translate = useTranslate();
    const me = useQueryClient().getQueryData<Me>(meKey);
    const shown = useAfterMount(opened);
    return (
        <Modal
            opened={shown}
            onClose={() => onAnswer(false)}
            title={translate("app.signin.expired_title")}
            closeOnClickOutside={false}
            closeOnEscape={false}
            withCloseButton={false}
            zIndex={380}
            withinPortal={false}
        >
            <Stack>
                <Text>{translate("app.signin.expired")}</Text>
                <SignInForm username={me?.username ?? ""} onDone={() => onAnswer(true)} />
                <Button variant="subtle" color="gray" c="dimmed" onClick={() => onAnswer(false)}>
                    {translate("app.signin.leave")}
                </Button>
            </Stack>
        </Modal>
    );
}
