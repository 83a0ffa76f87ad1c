// Name and e-mail address.
import { Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { useUnsaved } from "../../resource/form/unsaved";
import { useSending } from "../form";
import { FormError } from "../form_error";
import { Part } from "../page";
import { useMe } from "../signed_in";
import { useSaveMe } from "./save_me";

export function You() {
    const translate = useTranslate();
    const notify = useNotify();
    const me = useMe();
    const save = useSaveMe();
    const [own, setOwn] = useState({ first_name: me.first_name, last_name: me.last_name, email: me.email });
    const changes = Object.fromEntries(
        Object.entries(own).filter(([name, value]) => me[name as keyof typeof own] !== value),
    );
    useUnsaved(Object.keys(changes).length > 0);
    const form = useSending(async () => {
        await save(changes);
        notify("profile.saved", { type: "success" });
    });
    const input = (name: keyof typeof own, autoComplete: string, type = "text") => (
        <TextInput
            name={name}
            type={type}
            label={translate(`profile.you.${name}`)}
            autoComplete={autoComplete}
            value={own[name]}
            error={form.errorOf(name)}
            onChange={(event) => setOwn({ ...own, [name]: event.currentTarget.value })}
        />
    );
    return (
        <Part title={translate("profile.you.title")}>
            <form onSubmit={form.onSubmit} noValidate>
                <Stack>
                    <SimpleGrid cols={{ base: 1, xs: 2 }}>
                        {input("first_name", "given-name")}
                        {input("last_name", "family-name")}
                        {input("email", "email", "email")}
                        <TextInput
                            label={translate("profile.you.username")}
                            description={translate("profile.you.username_help")}
                            value={me.username}
                            readOnly
                            variant="filled"
                        />
                    </SimpleGrid>
                    <FormError form={form} />
                    <Group>
                        <Button type="submit" loading={form.busy} disabled={Object.keys(changes).length === 0}>
                            {translate("app.save")}
                        </Button>
                    </Group>
                </Stack>
            </form>
        </Part>
    );
}
