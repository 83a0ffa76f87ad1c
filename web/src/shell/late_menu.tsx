// A menu that is made when it is asked for: behind each line of a list one would cost more than the line.
import { ActionIcon, type ActionIconProps, Menu } from "@mantine/core";
import { cloneElement, type ReactElement, type ReactNode, useLayoutEffect, useRef, useState } from "react";

interface Props {
    width: number;
    target: ReactElement<object>; // a button
    children: (close: () => void) => ReactNode; // Menu.Items
}

export function LateMenu({ width, target, children }: Props) {
    const [asked, setAsked] = useState(false);
    const [opened, setOpened] = useState(false);
    const button = useRef<HTMLButtonElement>(null);
    useLayoutEffect(() => {
        if (!asked) return;
        // The button is another now. From here the menu notes where the focus was.
        button.current?.focus();
        setOpened(true);
    }, [asked]);
    const face = cloneElement(target, {
        ref: button,
        "aria-haspopup": "menu",
        "aria-expanded": opened,
        onClick: () => setAsked(true),
    } as object);
    if (!asked) return face;
    return (
        <Menu position="bottom-end" width={width} opened={opened} onChange={setOpened}>
            <Menu.Target>{face}</Menu.Target>
            <Menu.Dropdown>{children(() => setOpened(false))}</Menu.Dropdown>
        </Menu>
    );
}

interface ActMenuProps extends ActionIconProps {
    "aria-label": string;
    menu_width: number;
    items: (close: () => void) => ReactNode;
    children: ReactNode; // what is on the button
}

/** Behind a small button. */
export function ActMenu({ menu_width, items, ...button }: ActMenuProps) {
    return (
        <LateMenu width={menu_width} target={<ActionIcon variant="subtle" color="gray" c="dimmed" {...button} />}>
            {items}
        </LateMenu>
    );
}
