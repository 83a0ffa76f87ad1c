// Asks for the dialog in which an interaction is written down, from anywhere; log_host.tsx shows it.
import type { Interaction } from "./interaction";

export interface Asked {
    customer?: number;
    opportunity?: number;
    type?: string;
    edit?: Interaction; // instead of a new one
    number: number; // of the asking
    from: Element | null; // where the focus was
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();
function tell(news: Asked | null): void {
    asked = news;
    listeners.forEach((listener) => listener());
}

/** What has the focus, or the button of the menu in which it is: menus are gone afterwards. */
function focused(): Element | null {
    const { activeElement } = document;
    const button = activeElement?.closest("[role=menu]")?.getAttribute("aria-labelledby");
    return button ? document.getElementById(button) : activeElement;
}

let count = 0;
export function openLog(preset: Omit<Asked, "number" | "from"> = {}): void {
    tell({ ...preset, number: ++count, from: focused() });
}

export function closeLog(): void {
    const from = asked?.from;
    tell(null);
    // After the dialog has let go of it.
    setTimeout(() => {
        const back = from?.isConnected && from !== document.body ? from : document.querySelector("h1");
        (back as HTMLElement | null)?.focus({ preventScroll: true });
    }, 50);
}

export const asking = {
    subscribe(listener: () => void): () => void {
        listeners.add(listener);
        return () => listeners.delete(listener);
    },
    current: (): Asked | null => asked,
};
