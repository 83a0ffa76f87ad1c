// The pages for which the bar of a phone has no place.
import { Drawer, NavLink, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { Link, useLocation } from "react-router-dom";
import { useAfterMount } from "./after_mount";
import { isAt, type Item } from "./menu";

interface Props {
    opened: boolean;
    onClose: () => void;
    main: Item[];
    admin: Item[];
}

export default function MorePages({ opened, onClose, main, admin }: Props) {
    const translate = useTranslate();
    const { pathname } = useLocation();
    const shown = useAfterMount(opened);
    return (
        <Drawer
            opened={shown}
            onClose={onClose}
            position="bottom"
            size="auto"
            classNames={{ content: "crm-more" }}
            title={translate("app.nav.more")}
            closeButtonProps={{ "aria-label": translate("app.close"), size: 44, iconSize: 20 }}
        >
            {[main, admin].map((items, part) => (
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
                            onClick: onClose,
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
    );
}
