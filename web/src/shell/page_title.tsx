// The heading of a page, which is also the title of the window and where the focus goes when the page is new.
import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { useLocation } from "react-router-dom";

let shown = ""; // the address whose heading had the focus last

export function PageTitle({ children, text }: { children: ReactNode; text?: string }) {
    const heading = useRef<HTMLHeadingElement>(null);
    const { pathname } = useLocation();
    const title = text ?? (typeof children === "string" ? children : "");
    useEffect(() => {
        document.title = title ? `${title} · ConnectCRM` : "ConnectCRM";
    }, [title]);
    useEffect(() => {
        // Not when the app starts, and not away from a field.
        const moved = shown !== "" && shown !== pathname;
        shown = pathname;
        if (moved && !document.activeElement?.matches("input, textarea, select"))
            heading.current?.focus({ preventScroll: true });
    }, [pathname]);
    return (
        <Title order={1} ref={heading} tabIndex={-1}>
            {children}
        </Title>
    );
}
