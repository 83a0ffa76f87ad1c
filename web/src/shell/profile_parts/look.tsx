// Theme, and whether keys act alone.
import { Button, Group, Radio, Stack, Switch, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { openKeys } from "../keys";
import { Part } from "../page";
import { setSingleKeys, useSingleKeys } from "../single_keys";

const schemes = ["auto", "light", "dark"] as const;

export function Look() {
    const translate = useTranslate();
    const { colorScheme, setColorScheme } = useMantineColorScheme();
    const on = useSingleKeys();
    return (
        <Part title={translate("profile.look.title")} id="keys">
            <Stack gap="lg">
                <Radio.Group
                    label={translate("app.theme.title")}
                    value={colorScheme}
                    onChange={(value) => setColorScheme(schemes.find((scheme) => scheme === value) ?? "auto")}
                >
                    <Group mt="xs" gap="lg">
                        {schemes.map((scheme) => (
                            <Radio key={scheme} value={scheme} label={translate(`app.theme.${scheme}`)} />
                        ))}
                    </Group>
                </Radio.Group>
                <Switch
                    label={translate("profile.look.keys")}
                    description={translate("profile.look.keys_help")}
                    checked={on}
                    onChange={(event) => setSingleKeys(event.currentTarget.checked)}
                />
                <Group>
                    <Button variant="default" leftSection={<IconKeyboard size={16} />} onClick={openKeys}>
                        {translate("profile.look.show_keys")}
                    </Button>
                </Group>
            </Stack>
        </Part>
    );
}
