// The dialog in which an administrator sets somebody's password.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { useSending } from "../../shell/form";
import { FormError } from "../../shell/form_error";
import { NewPasswordInput } from "../../shell/password_input";
import { type Account, accountName, useChangeAccount } from "./account";

interface Shown {
    opened: boolean;
    onClose: () => void;
    account: Account;
}

export function SetPasswordDialog({ opened, onClose, account }: Shown) {
    const translate = useTranslate();
    return (
        <Modal
            opened={opened}
            onClose={onClose}
            title={translate("admin.users.set_password_title", { name: accountName(account) })}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <PasswordForm onClose={onClose} account={account} />
        </Modal>
    );
}

function PasswordForm({ onClose, account }: Omit<Shown, "opened">) {
    const translate = useTranslate();
    const notify = useNotify();
    const change = useChangeAccount();
    const [password, setPassword] = useState("");
    const form = useSending(async () => {
        await change(account.id, { password });
        notify("admin.users.password_set", { type: "success" });
        onClose();
    });
    return (
        <form onSubmit={form.onSubmit} noValidate>
            <Stack>
                <Text>{translate("admin.users.set_password_text", { name: accountName(account) })}</Text>
                <NewPasswordInput
                    label={translate("profile.password.wanted")}
                    data-autofocus
                    value={password}
                    form={form}
                    onChange={setPassword}
                />
                <FormError form={form} />
                <Group justify="flex-end">
                    <Button variant="default" onClick={onClose}>
                        {translate("app.cancel")}
                    </Button>
                    <Button type="submit" loading={form.busy} disabled={!password}>
                        {translate("admin.users.set_password")}
                    </Button>
                </Group>
            </Stack>
        </form>
    );
}
