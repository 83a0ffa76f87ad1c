// A small button with a menu behind it.
import { ActionIcon, type ActionIconProps, Menu } from "@mantine/core";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

interface Props extends ActionIconProps {
    "aria-label": string;
    menu_width: number;
    items: (close: () => void) => ReactNode;
    children: ReactNode; // what is on the button
}

/** The menu is made when it is asked for: in a list one behind each row would cost more than the row. */
export function ActMenu({ menu_width, items, ...button }: Props) {
    const [asked, setAsked] = useState(false);
    const [opened, setOpened] = useState(false);
    const target = useRef<HTMLButtonElement>(null);
    useLayoutEffect(() => {
        if (!asked) return;
        // The button is another now. From here the menu notes where the focus was.
        target.current?.focus();
        setOpened(true);
    }, [asked]);
    const face = (
        <ActionIcon
            ref={target}
            variant="subtle"
            color="gray"
            c="dimmed"
            aria-haspopup="menu"
            aria-expanded={opened}
            onClick={() => setAsked(true)}
            {...button}
        />
    );
    if (!asked) return face;
    return (
        <Menu position="bottom-end" width={menu_width} opened={opened} onChange={setOpened}>
            <Menu.Target>{face}</Menu.Target>
            <Menu.Dropdown>{items(() => setOpened(false))}</Menu.Dropdown>
        </Menu>
    );
}
