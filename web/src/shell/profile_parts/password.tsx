// A new password; the server judges it.
import { Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { changePassword } from "../../api/session";
import { useSending } from "../form";
import { FormError } from "../form_error";
import { Part } from "../page";
import { NewPasswordInput, PasswordInput } from "../password_input";
import { useMe } from "../signed_in";

export function Password() {
    const translate = useTranslate();
    const notify = useNotify();
    const me = useMe();
    const [current, setCurrent] = useState("");
    const [wanted, setWanted] = useState("");
    const form = useSending(async () => {
        await changePassword(me.username, current, wanted);
        setCurrent("");
        setWanted("");
        notify("profile.password.changed", { type: "success" });
    });
    return (
        <Part title={translate("profile.password.title")} help={translate("profile.password.others")}>
            <form onSubmit={form.onSubmit} noValidate>
                <Stack>
                    {/* For the browser, which keeps passwords by the name. */}
                    <input type="text" name="username" autoComplete="username" value={me.username} readOnly hidden />
                    <SimpleGrid cols={{ base: 1, xs: 2 }}>
                        <PasswordInput
                            name="current_password"
                            label={translate("profile.password.current")}
                            autoComplete="current-password"
                            value={current}
                            error={form.errorOf("current_password")}
                            onChange={(event) => setCurrent(event.currentTarget.value)}
                        />
                        <NewPasswordInput
                            name="new_password"
                            label={translate("profile.password.wanted")}
                            value={wanted}
                            form={form}
                            onChange={setWanted}
                        />
                    </SimpleGrid>
                    <FormError form={form} />
                    <Group>
                        <Button type="submit" loading={form.busy} disabled={!current || !wanted}>
                            {translate("profile.password.change")}
                        </Button>
                    </Group>
                </Stack>
            </form>
        </Part>
    );
}
