// The menu on a phone: the first places in a bar within reach of the thumb, the others behind "more".
import { AppShell, Drawer, NavLink, Text, UnstyledButton } from "@mantine/core";
import { IconExternalLink, IconMenu2 } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { Link, useLocation } from "react-router-dom";
import { isAt, type Item } from "./menu";

const places = 4;

export function PhoneBar({ main, admin }: { main: Item[]; admin: Item[] }) {
    const translate = useTranslate();
    const { pathname } = useLocation();
    const [opened, setOpened] = useState(false);
    const rest = [...main.slice(places), ...admin];
    const face = (Icon: Item["icon"], label: string, active: boolean) => (
        <>
            <span className="crm-phone-icon">
                <Icon size={22} stroke={active ? 2 : 1.6} />
            </span>
            <span className="crm-phone-label">{label}</span>
        </>
    );
    if (main.length < 2) return null;
    const more = rest.some((item) => isAt(item, pathname));
    return (
        <AppShell.Footer className="crm-phone-bar">
            <nav aria-label={translate("app.nav.main")}>
                {main.slice(0, places).map((item) => (
                    <UnstyledButton
                        key={item.to}
                        component={Link}
                        to={item.to}
                        aria-current={isAt(item, pathname) ? "page" : undefined}
                    >
                        {face(item.icon, item.brief, isAt(item, pathname))}
                    </UnstyledButton>
                ))}
                {rest.length > 0 && (
                    <UnstyledButton
                        onClick={() => setOpened(true)}
                        aria-haspopup="dialog"
                        data-active={more || undefined}
                    >
                        {face(IconMenu2, translate("app.nav.more"), more)}
                    </UnstyledButton>
                )}
            </nav>
            <Drawer
                opened={opened}
                onClose={() => setOpened(false)}
                position="bottom"
                size="auto"
                classNames={{ content: "crm-more" }}
                title={translate("app.nav.more")}
                closeButtonProps={{ "aria-label": translate("app.close"), size: 44, iconSize: 20 }}
            >
                {[main.slice(places), admin].map((items, part) => (
                    <div key={part === 0 ? "main" : "admin"}>
                        {part === 1 && admin.length > 0 && (
                            <Text size="xs" fw={600} c="dimmed" className="crm-menu-part">
                                {translate("app.nav.admin")}
                            </Text>
                        )}
                        {items.map((item) => {
                            const active = isAt(item, pathname);
                            const shown = {
                                className: "crm-nav",
                                label: item.label,
                                leftSection: <item.icon size={20} stroke={1.7} />,
                                h: 48,
                                active,
                                "aria-current": active ? ("page" as const) : undefined,
                                onClick: () => setOpened(false),
                            };
                            return item.external ? (
                                <NavLink
                                    key={item.to}
                                    component="a"
                                    href={item.to}
                                    rightSection={<IconExternalLink size={16} />}
                                    {...shown}
                                />
                            ) : (
                                <NavLink key={item.to} component={Link} to={item.to} {...shown} />
                            );
                        })}
                    </div>
                ))}
            </Drawer>
        </AppShell.Footer>
    );
}
