// Who is signed in: profile, theme, keys, sign out.
import { ActionIcon, Avatar, Menu, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSun, IconUser } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { openKeys } from "./keys";
import { LateMenu } from "./late_menu";
import { useMe } from "./signed_in";
import { useSignOutWhenSaved } from "./sign_out";

const themes = [
    { scheme: "light", icon: IconSun },
    { scheme: "dark", icon: IconMoon },
    { scheme: "auto", icon: IconDeviceDesktop },
] as const;

export function AccountMenu() {
    const translate = useTranslate();
    const signOut = useSignOutWhenSaved();
    const me = useMe();
    const with_keys = useMediaQuery("(pointer: fine)") ?? true;
    const { colorScheme, setColorScheme } = useMantineColorScheme();
    const name = `${me.first_name} ${me.last_name}`.trim() || me.username;
    return (
        <LateMenu
            width={240}
            target={
                <ActionIcon variant="subtle" size={44} radius="xl">
                    <VisuallyHidden>
                        {translate("app.nav.account")}: {name}
                    </VisuallyHidden>
                    <Avatar name={name} color="teal" variant="filled" size={32} radius="xl" aria-hidden />
                </ActionIcon>
            }
        >
            {() => (
                <>
                    <Menu.Label>
                        <span className="crm-account-name">{name}</span>
                        <br />
                        {me.email || me.username}
                    </Menu.Label>
                    <Menu.Item component={Link} to="/profile" leftSection={<IconUser size={16} />}>
                        {translate("profile.title")}
                    </Menu.Item>
                    {with_keys && (
                        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openKeys}>
                            {translate("keys.title")}
                        </Menu.Item>
                    )}
                    <Menu.Divider />
                    <Menu.Label>{translate("app.theme.title")}</Menu.Label>
                    <Menu.RadioGroup
                        value={colorScheme}
                        onChange={(value) =>
                            setColorScheme(themes.find(({ scheme }) => scheme === value)?.scheme ?? "auto")
                        }
                    >
                        {themes.map(({ scheme, icon: Icon }) => (
                            <Menu.RadioItem key={scheme} value={scheme} rightSection={<Icon size={16} />}>
                                {translate(`app.theme.${scheme}`)}
                            </Menu.RadioItem>
                        ))}
                    </Menu.RadioGroup>
                    <Menu.Divider />
                    <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
                        {translate("profile.sign_out")}
                    </Menu.Item>
                </>
            )}
        </LateMenu>
    );
}
