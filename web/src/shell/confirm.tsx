// Asks before something is done that cannot be undone; the question says what follows from it.
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslate } from "ra-core";
import { type ReactNode, useState } from "react";
import { useErrorText } from "../resource/error_text";

interface Asked {
    opened: boolean;
    onClose: () => void;
    title: string;
    children: ReactNode;
    submit: string;
    danger?: boolean;
    onConfirm: () => Promise<void>; // the dialog stays, with what went wrong, when this fails
}

export function Confirm({ opened, onClose, title, children, submit, danger = false, onConfirm }: Asked) {
    const translate = useTranslate();
    const errorText = useErrorText();
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>(null);
    const close = () => {
        setError(null);
        onClose();
    };
    const confirm = async () => {
        setBusy(true);
        setError(null);
        try {
            await onConfirm();
            close();
        } catch (thrown) {
            setError(thrown);
        } finally {
            setBusy(false);
        }
    };
    return (
        <Modal
            opened={opened}
            onClose={close}
            title={title}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <Stack>
                <Text>{children}</Text>
                {error !== null && (
                    <Alert color="red" role="alert">
                        {errorText(error)}
                    </Alert>
                )}
                <Group justify="flex-end">
                    <Button variant="default" onClick={close} data-autofocus>
                        {translate("app.cancel")}
                    </Button>
                    <Button color={danger ? "red.8" : undefined} loading={busy} onClick={() => void confirm()}>
                        {submit}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}
