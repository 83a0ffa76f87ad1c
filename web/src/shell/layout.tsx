// What stands around every page: menu, search and account; on a phone a bar at the bottom instead of the menu.
import {
    ActionIcon,
    AppShell,
    Box,
    Group,
    Kbd,
    NavLink,
    Text,
    Tooltip,
    UnstyledButton,
    VisuallyHidden,
} from "@mantine/core";
import { IconChevronsLeft, IconChevronsRight, IconExternalLink, IconSearch } from "@tabler/icons-react";
import { useStore, useTranslate } from "ra-core";
import { Link, Outlet, useLocation } from "react-router-dom";
import { UnsavedGuard } from "../resource/form/unsaved";
import { useDescriptions } from "../resource/description";
import { Conflicts } from "../resource/record/conflict";
import { portalOf } from "../resource/registry";
import { AccountMenu } from "./account_menu";
import { CreateMenu } from "./create_menu";
import { Keys } from "./keys";
import { Logo } from "./logo";
import { isAt, type Item, useMenu } from "./menu";
import { OfflineBar } from "./offline_bar";
import { openPalette, Palette } from "./palette";
import { PhoneBar } from "./phone_bar";
import { control } from "./platform";
import { usePhone } from "./phone";
import { useMe } from "./signed_in";

function MenuLink({ item, small }: { item: Item; small: boolean }) {
    const { pathname } = useLocation();
    const translate = useTranslate();
    const active = isAt(item, pathname);
    const shown = {
        className: "crm-nav",
        label: small ? undefined : item.label,
        "aria-label": small ? item.label : undefined,
        leftSection: <item.icon size={18} stroke={1.7} />,
        active,
        "aria-current": active ? ("page" as const) : undefined,
    };
    const link = item.external ? (
        <NavLink
            component="a"
            href={item.to}
            target="_blank"
            rel="noopener"
            {...shown}
            rightSection={
                small ? undefined : (
                    <>
                        <IconExternalLink size={14} />
                        <VisuallyHidden>({translate("app.nav.new_tab")})</VisuallyHidden>
                    </>
                )
            }
        />
    ) : (
        <NavLink component={Link} to={item.to} {...shown} />
    );
    if (!small) return link;
    return (
        <Tooltip label={item.label} position="right" openDelay={100}>
            {link}
        </Tooltip>
    );
}

function Menu({ main, admin }: { main: Item[]; admin: Item[] }) {
    const translate = useTranslate();
    const [small, setSmall] = useStore("menu.small", false);
    const fold = translate(small ? "app.nav.unfold" : "app.nav.fold");
    return (
        <AppShell.Navbar
            p="xs"
            aria-label={translate("app.nav.main")}
            className="crm-menu"
            data-small={small || undefined}
        >
            <AppShell.Section grow className="crm-menu-pages">
                {main.map((item) => (
                    <MenuLink key={item.to} item={item} small={small} />
                ))}
                {admin.length > 0 && (
                    <Text size="xs" fw={600} c="dimmed" className="crm-menu-part">
                        {small ? (
                            <VisuallyHidden>{translate("app.nav.admin")}</VisuallyHidden>
                        ) : (
                            translate("app.nav.admin")
                        )}
                    </Text>
                )}
                {admin.map((item) => (
                    <MenuLink key={item.to} item={item} small={small} />
                ))}
            </AppShell.Section>
            <AppShell.Section>
                <Tooltip label={fold} position="right">
                    <ActionIcon
                        variant="subtle"
                        color="gray"
                        c="dimmed"
                        size={36}
                        aria-label={fold}
                        onClick={() => setSmall(!small)}
                    >
                        {small ? <IconChevronsRight size={18} /> : <IconChevronsLeft size={18} />}
                    </ActionIcon>
                </Tooltip>
            </AppShell.Section>
        </AppShell.Navbar>
    );
}

function SearchButton() {
    const search = useTranslate()("app.nav.search");
    return (
        <>
            <UnstyledButton className="crm-search" visibleFrom="sm" onClick={openPalette} aria-haspopup="dialog">
                <IconSearch size={16} />
                <span>{search}</span>
                <Kbd size="xs" aria-hidden>
                    {control} K
                </Kbd>
            </UnstyledButton>
            <ActionIcon
                variant="subtle"
                color="gray"
                c="var(--mantine-color-text)"
                size={44}
                hiddenFrom="sm"
                aria-label={search}
                onClick={openPalette}
            >
                <IconSearch size={22} stroke={1.7} />
            </ActionIcon>
        </>
    );
}

export function Layout() {
    const translate = useTranslate();
    const { main, admin } = useMenu();
    const phone = usePhone();
    const [small] = useStore("menu.small", false);
    const me = useMe();
    const is_coming = useDescriptions() === undefined && !portalOf(me.role);
    // With one page only there is nothing to choose from.
    const several = main.length > 1;
    const room = several || is_coming; // so that nothing moves when the menu comes
    return (
        <AppShell
            header={{ height: 56 }}
            navbar={{ width: small ? 61 : 224, breakpoint: "sm", collapsed: { mobile: true, desktop: !room } }}
            footer={{ height: "calc(60px + env(safe-area-inset-bottom))", collapsed: !phone || !room }}
            data-phone-bar={(phone && several) || undefined}
        >
            <a className="skip" href="#content">
                {translate("app.skip")}
            </a>
            <AppShell.Header className="crm-header">
                <UnstyledButton component={Link} to="/" aria-label="ConnectCRM" className="crm-brand">
                    <Logo />
                    <Text fw={650} visibleFrom="xs" component="span">
                        ConnectCRM
                    </Text>
                </UnstyledButton>
                {several && <Box className="crm-header-search">{!phone && <SearchButton />}</Box>}
                <Group gap={phone ? 4 : "sm"} wrap="nowrap" ml="auto">
                    {several && phone && <SearchButton />}
                    {several && <CreateMenu />}
                    <AccountMenu />
                </Group>
            </AppShell.Header>
            {several && !phone && <Menu main={main} admin={admin} />}
            <AppShell.Main id="content" tabIndex={-1}>
                <OfflineBar />
                <Outlet />
                {/* Where Mantine puts menus and dialogs: inside of a landmark, which its own place is not. */}
                <div data-mantine-shared-portal-node="true" />
            </AppShell.Main>
            {phone && <PhoneBar main={main} admin={admin} />}
            {several && <Palette />}
            <Keys />
            <Conflicts />
            <UnsavedGuard />
        </AppShell>
    );
}
