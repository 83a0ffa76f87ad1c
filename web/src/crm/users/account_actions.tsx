// At the head of a user's page: how they get in, and how they are kept out.
import { Button, Menu } from "@mantine/core";
import {
    IconChevronDown,
    IconDevicesOff,
    IconKey,
    IconLink,
    IconUserCheck,
    IconUserCog,
    IconUserOff,
} from "@tabler/icons-react";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { may } from "../../resource/description";
import type { RecordProps } from "../../resource/registry";
import { Confirm } from "../../shell/confirm";
import { useErrorText } from "../../resource/error_text";
import { useMe } from "../../shell/signed_in";
import { type Account, accountName, signOutUser, useChangeAccount } from "./account";
import { SetPasswordDialog } from "./set_password";
import { SetupLinkDialog } from "./setup_link_dialog";

type Dialog = "link" | "password" | "sign_out" | "deactivate" | null;

export default function AccountActions({ description, record }: RecordProps) {
    const translate = useTranslate();
    const notify = useNotify();
    const errorText = useErrorText();
    const change = useChangeAccount();
    const own = useMe().id === record.id;
    const [dialog, setDialog] = useState<Dialog>(null);
    if (!may(description, "update")) return null;
    const account = record as Account;
    const name = accountName(account);
    const close = () => setDialog(null);
    const activate = () =>
        change(account.id, { is_active: true }).then(
            () => notify("admin.users.activated", { type: "success", messageArgs: { name } }),
            (error: unknown) => notify(errorText(error), { type: "error" }),
        );
    return (
        <>
            <Menu position="bottom-end" width={250} withinPortal>
                <Menu.Target>
                    <Button
                        variant="default"
                        leftSection={<IconUserCog size={16} />}
                        rightSection={<IconChevronDown size={14} />}
                    >
                        {translate("admin.users.account")}
                    </Button>
                </Menu.Target>
                <Menu.Dropdown>
                    {own && <Menu.Label>{translate("admin.users.yourself")}</Menu.Label>}
                    <Menu.Item
                        leftSection={<IconLink size={16} />}
                        disabled={!account.is_active}
                        onClick={() => setDialog("link")}
                    >
                        {translate("admin.users.setup_link")}
                    </Menu.Item>
                    <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setDialog("password")}>
                        {translate("admin.users.set_password")}
                    </Menu.Item>
                    <Menu.Item leftSection={<IconDevicesOff size={16} />} onClick={() => setDialog("sign_out")}>
                        {translate("admin.users.sign_out")}
                    </Menu.Item>
                    <Menu.Divider />
                    {account.is_active ? (
                        <Menu.Item
                            leftSection={<IconUserOff size={16} />}
                            disabled={own}
                            onClick={() => setDialog("deactivate")}
                        >
                            {translate("admin.users.deactivate")}
                        </Menu.Item>
                    ) : (
                        <Menu.Item leftSection={<IconUserCheck size={16} />} onClick={() => void activate()}>
                            {translate("admin.users.activate")}
                        </Menu.Item>
                    )}
                </Menu.Dropdown>
            </Menu>
            <SetupLinkDialog opened={dialog === "link"} onClose={close} account={account} />
            <SetPasswordDialog opened={dialog === "password"} onClose={close} account={account} />
            <Confirm
                opened={dialog === "sign_out"}
                onClose={close}
                title={translate("admin.users.sign_out_title", { name })}
                submit={translate("admin.users.sign_out")}
                danger
                onConfirm={async () => {
                    await signOutUser(account.id);
                    notify("admin.users.signed_out", { type: "success", messageArgs: { name } });
                }}
            >
                {translate("admin.users.sign_out_text", { name })}
            </Confirm>
            <Confirm
                opened={dialog === "deactivate"}
                onClose={close}
                title={translate("admin.users.deactivate_title", { name })}
                submit={translate("admin.users.deactivate")}
                danger
                onConfirm={async () => {
                    await change(account.id, { is_active: false });
                    notify("admin.users.deactivated", { type: "success", messageArgs: { name } });
                }}
            >
                {translate("admin.users.deactivate_text", { name })}
            </Confirm>
        </>
    );
}
