// Signing out, here or everywhere.
import { Button, Group } from "@mantine/core";
import { IconDevicesOff, IconLogout } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Confirm } from "../confirm";
import { Part } from "../page";
import { useSignOut, useSignOutWhenSaved } from "../sign_out";

export function SignIns() {
    const translate = useTranslate();
    const signOut = useSignOut();
    const signOutHere = useSignOutWhenSaved();
    const [asked, setAsked] = useState(false);
    return (
        <Part title={translate("profile.sign_ins.title")} help={translate("profile.sign_ins.help")}>
            <Group>
                <Button variant="default" leftSection={<IconLogout size={16} />} onClick={signOutHere}>
                    {translate("profile.sign_out")}
                </Button>
                <Button variant="default" leftSection={<IconDevicesOff size={16} />} onClick={() => setAsked(true)}>
                    {translate("profile.sign_ins.everywhere")}
                </Button>
            </Group>
            <Confirm
                opened={asked}
                onClose={() => setAsked(false)}
                title={translate("profile.sign_ins.everywhere_title")}
                submit={translate("profile.sign_ins.everywhere")}
                danger
                onConfirm={() => signOut(true)}
            >
                {translate("profile.sign_ins.everywhere_text")}
            </Confirm>
        </Part>
    );
}
