// The menu on a phone: the first places in a bar within reach of the thumb, the others behind "more".
import { AppShell, UnstyledButton } from "@mantine/core";
import { IconMenu2 } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { lazy, Suspense, useState } from "react";
import { Link, useLocation } from "react-router-dom";
import { isAt, type Item } from "./menu";

const MorePages = lazy(() => import("./more_pages"));

const places = 4;

export function PhoneBar({ main, admin }: { main: Item[]; admin: Item[] }) {
    const translate = useTranslate();
    const { pathname } = useLocation();
    const [opened, setOpened] = useState(false);
    const [asked, setAsked] = useState(false);
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
                        onClick={() => {
                            setAsked(true);
                            setOpened(true);
                        }}
                        aria-haspopup="dialog"
                        data-active={more || undefined}
                    >
                        {face(IconMenu2, translate("app.nav.more"), more)}
                    </UnstyledButton>
                )}
            </nav>
            {asked && (
                <Suspense>
                    <MorePages
                        opened={opened}
                        onClose={() => setOpened(false)}
                        main={main.slice(places)}
                        admin={admin}
                    />
                </Suspense>
            )}
        </AppShell.Footer>
    );
}
