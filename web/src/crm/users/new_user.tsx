// The page on which a user is made: with a link by which they choose their password, or with one that is set here.
import { Button, Group, Modal, Radio, SimpleGrid, Stack, Text } from "@mantine/core";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { useNavigate } from "react-router-dom";
import { refresh } from "../../api/cache";
import { request } from "../../api/http";
import { type Description, type Field, inputs } from "../../resource/description";
import { FieldInput } from "../../resource/form/field_input";
import { useSendOnce } from "../../resource/form/send_once";
import { useUnsaved } from "../../resource/form/unsaved";
import { useErrorText } from "../../resource/error_text";
import { useSending } from "../../shell/form";
import { FormError } from "../../shell/form_error";
import { Page, Part } from "../../shell/page";
import { NewPasswordInput } from "../../shell/password_input";
import { type Account, accountName, makeSetupLink, type SetupLink } from "./account";
import { SetupLinkText } from "./setup_link";

type Way = "link" | "password";

/** What is decided at the beginning; the rest can be changed on the user's page. */
const later = ["password", "is_active", "is_staff", "date_joined", "language", "time_zone"];
const customer_role = "customer";

export default function NewUser({ description }: { description: Description }) {
    const translate = useTranslate();
    const notify = useNotify();
    const errorText = useErrorText();
    const navigate = useNavigate();
    const [values, setValues] = useState<Record<string, unknown>>({});
    const [way, setWay] = useState<Way>("link");
    const [password, setPassword] = useState("");
    const sendOnce = useSendOnce();
    const [made, setMade] = useState<{ account: Account; link: SetupLink } | null>(null);
    const fields = inputs(description).filter(({ name }) => !later.includes(name));
    const letGo = useUnsaved(!made && (password !== "" || Object.values(values).some(Boolean)));

    const form = useSending(async () => {
        const body = way === "password" ? { ...values, password } : values;
        const account = await sendOnce((once) =>
            request<Account>("/api/users/", { method: "POST", body, headers: { "Idempotency-Key": once } }),
        );
        letGo();
        refresh("users");
        if (way === "link") {
            try {
                setMade({ account, link: await makeSetupLink(account.id) });
                return;
            } catch (error) {
                const reason = errorText(error);
                notify("admin.users.link_failed", { type: "error", messageArgs: { reason } });
            }
        } else notify("ra.notification.created", { type: "success", messageArgs: { smart_count: 1 } });
        await navigate(`/users/${account.id}`);
    });
    const input = (field: Field) => (
        <FieldInput
            key={field.name}
            field={field}
            resource={description.name}
            value={values[field.name]}
            error={form.errorOf(field.name)}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
        />
    );
    const finish = () => void navigate(made ? `/users/${made.account.id}` : "/users");
    return (
        <Page title={translate("admin.users.new_title")}>
            <form onSubmit={form.onSubmit} noValidate>
                <Stack>
                    <Part title={translate("admin.users.account")}>
                        <SimpleGrid cols={{ base: 1, xs: 2 }}>{fields.map(input)}</SimpleGrid>
                        {values.role === customer_role && (
                            <Text mt="md" size="sm" c="dimmed" role="status">
                                {translate("admin.users.customer_help")}
                            </Text>
                        )}
                    </Part>
                    <Part title={translate("admin.users.way")}>
                        <Stack>
                            <Radio.Group
                                aria-label={translate("admin.users.way")}
                                value={way}
                                onChange={(value) => setWay(value as Way)}
                            >
                                <Stack gap="sm">
                                    {(["link", "password"] as const).map((one) => (
                                        <Radio
                                            key={one}
                                            value={one}
                                            label={translate(`admin.users.by_${one}`)}
                                            description={translate(`admin.users.by_${one}_help`)}
                                        />
                                    ))}
                                </Stack>
                            </Radio.Group>
                            {way === "password" && (
                                <NewPasswordInput
                                    label={translate("app.signin.password")}
                                    maw={360}
                                    value={password}
                                    form={form}
                                    onChange={setPassword}
                                />
                            )}
                        </Stack>
                    </Part>
                    <FormError form={form} />
                    <Group>
                        <Button type="submit" loading={form.busy} disabled={way === "password" && !password}>
                            {translate("admin.users.create")}
                        </Button>
                        <Button variant="default" onClick={() => void navigate("/users")}>
                            {translate("app.cancel")}
                        </Button>
                    </Group>
                </Stack>
            </form>
            <Modal
                opened={made !== null}
                onClose={finish}
                size="lg"
                title={made && translate("admin.users.setup_title", { name: accountName(made.account) })}
                closeOnClickOutside={false}
                withCloseButton={false}
            >
                {made && (
                    <Stack>
                        <SetupLinkText
                            link={made.link}
                            name={accountName(made.account)}
                            username={made.account.username}
                            email={made.account.email}
                        />
                        <Group justify="flex-end">
                            <Button onClick={finish}>{translate("admin.users.done")}</Button>
                        </Group>
                    </Stack>
                )}
            </Modal>
        </Page>
    );
}
