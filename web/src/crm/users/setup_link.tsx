// A link by which somebody chooses the password of their account: to copy, or to send by the own mail program.
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useFormats } from "../../i18n/format";
import { CopyField } from "../../shell/copy_field";
import type { SetupLink } from "./account";

interface Shown {
    link: SetupLink;
    name: string;
    username: string;
    email: string;
}

export function SetupLinkText({ link, name, username, email }: Shown) {
    const translate = useTranslate();
    const time = useFormats().time(link.expires_at);
    const subject = encodeURIComponent(translate("admin.users.mail_subject"));
    const body = encodeURIComponent(translate("admin.users.mail_body", { url: link.url, time, username }));
    return (
        <Stack>
            <Text>{translate("admin.users.setup_text", { name })}</Text>
            <CopyField label={translate("admin.users.setup_address")} value={link.url} />
            <Text size="sm" c="dimmed">
                {translate("admin.users.setup_until", { time })}
            </Text>
            <Group>
                <Button
                    component="a"
                    variant="default"
                    leftSection={<IconMail size={16} />}
                    href={`mailto:${encodeURIComponent(email)}?subject=${subject}&body=${body}`}
                >
                    {translate("admin.users.mail")}
                </Button>
            </Group>
        </Stack>
    );
}
