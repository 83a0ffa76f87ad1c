// Only the rows near the screen are drawn, and the next ones are loaded before the end comes into sight.
import { useWindowVirtualizer, windowScroll } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { List } from "./list";

const overscan = 10;
const load_ahead = 20; // rows below those that are drawn
const above = 52 + 56 + 40; // px: the app's bar, the list's, the table's head
const below = 72;
// px: asked for before there is much on the page whose styles would be found out, too.
const screen_size = { width: innerWidth, height: innerHeight };
const root_size = parseFloat(getComputedStyle(document.documentElement).fontSize);

export function useVirtualRows(list: List, rem: number) {
    const start = useRef<HTMLElement>(null); // where the rows begin
    const [margin, setMargin] = useState(0);
    const height = rem * root_size;
    const { rows, key } = list;
    // Measured when something above may have changed its height, not while scrolling: that would cost a layout each time.
    // The watcher tells at first, too, when the page has its layout.
    useEffect(() => {
        const measure = () => {
            const top = start.current ? start.current.getBoundingClientRect().top + window.scrollY : 0;
            setMargin((known) => (Math.abs(known - top) > 1 ? top : known));
        };
        const watcher = new ResizeObserver(measure);
        watcher.observe(document.body);
        // Whoever comes from another page may be further down than it begins (initialOffset).
        const frame = requestAnimationFrame(() => window.scrollY > 0 && dispatchEvent(new Event("scroll")));
        return () => {
            watcher.disconnect();
            cancelAnimationFrame(frame);
        };
    }, []);
    const is_placed = useRef(false);
    const virtualizer = useWindowVirtualizer({
        count: rows.length,
        estimateSize: () => height,
        overscan,
        scrollMargin: margin,
        scrollPaddingStart: above,
        scrollPaddingEnd: below,
        useFlushSync: false,
        // So that the first rows are drawn with the page, and not after it was measured.
        initialOffset: 0,
        scrollToFn: (offset, options, instance) => {
            // It begins with the place that it was told, to go to which would measure the page.
            if (is_placed.current) windowScroll(offset, options, instance);
            is_placed.current = true;
        },
        initialRect: screen_size,
        getItemKey: (index) => rows[index]?.id ?? index,
    });
    const items = virtualizer.getVirtualItems();
    const last = items.at(-1)?.index ?? 0;

    const { hasNextPage, isFetching, isPlaceholderData, error, fetchNextPage } = list;
    useEffect(() => {
        if (last >= rows.length - load_ahead && hasNextPage && !isFetching && !isPlaceholderData && !error)
            fetchNextPage();
    }, [last, rows.length, hasNextPage, isFetching, isPlaceholderData, error, fetchNextPage]);

    // Other rows are looked at from the first one on.
    const shown = useRef(key);
    useEffect(() => {
        if (shown.current === key) return;
        shown.current = key;
        if (start.current && start.current.getBoundingClientRect().top < 0) window.scrollTo({ top: 0 });
    }, [key]);

    /** Puts the focus on the link of a row, wherever it is. */
    const focusRow = useCallback(
        (index: number) => {
            const id = rows[index]?.id;
            if (id === undefined) return;
            virtualizer.scrollToIndex(index, { align: "auto" });
            let frames = 12; // until it is drawn
            const focus = () => {
                const link = start.current?.querySelector<HTMLElement>(`[data-row="${id}"] [data-open]`);
                if (link) link.focus({ preventScroll: true });
                else if (frames-- > 0) requestAnimationFrame(focus);
            };
            focus();
        },
        [rows, virtualizer],
    );
    const before = items[0] ? items[0].start - margin : 0;
    const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin);
    return {
        start: start as RefObject<never>,
        items,
        margin,
        before,
        after,
        height,
        focusRow,
        total: virtualizer.getTotalSize(),
    };
}
