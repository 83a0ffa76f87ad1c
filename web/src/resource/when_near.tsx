// A part of a long page that is made when it comes near the screen: on a phone most of a page is below it.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useIsShown } from "./together";
import { usePhone } from "../shell/phone";

const ahead = "400px"; // of whoever scrolls

/** `title` says to whoever does not look what will be there. On wide screens everything is made at once. */
export function WhenNear({ title, children }: { title: string; children: ReactNode }) {
    const phone = usePhone();
    const [is_near, setNear] = useState(!phone);
    const [scrolls, setScrolls] = useState(false);
    const place = useRef<HTMLElement>(null);
    const is_placed = useIsShown();
    useEffect(() => {
        if (!place.current || !is_placed) return;
        const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && setNear(true), {
            rootMargin: scrolls ? ahead : "0px",
        });
        watch.observe(place.current);
        const scrolled = () => setScrolls(true);
        addEventListener("scroll", scrolled, { once: true });
        return () => {
            watch.disconnect();
            removeEventListener("scroll", scrolled);
        };
    }, [is_near, is_placed, scrolls]);
    if (is_near) return children;
    return <section ref={place} aria-label={title} style={{ minHeight: 240 }} data-later />;
}
