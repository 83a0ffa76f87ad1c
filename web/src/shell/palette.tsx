// Ctrl+K: finds records of every resource, pages and actions. It is loaded when the first page stands.
import { lazy, Suspense, useEffect, useState } from "react";

const load = () => import("./palette_dialog");
const PaletteDialog = lazy(load);
const first_page_time = 1500;

let open: () => void = () => undefined;
export function openPalette(): void {
    open();
}

export function Palette() {
    const [opened, setOpened] = useState(false);
    const [loaded, setLoaded] = useState(false);
    open = () => {
        setLoaded(true);
        setOpened(true);
    };
    // What is typed right after the keys is for the palette.
    useEffect(() => {
        const timer = setTimeout(() => void load().catch(() => undefined), first_page_time);
        return () => clearTimeout(timer);
    }, []);
    if (!loaded) return null;
    return (
        <Suspense>
            <PaletteDialog opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
    );
}
