// Keys that act alone, without Ctrl: not while somebody types, and not at all for who has switched them off
// (WCAG 2.2, 2.1.4).
import { useSyncExternalStore } from "react";

const kept = "single_keys"; // beside "language": it outlives the sign-in
const listeners = new Set<() => void>();
const isOn = () => localStorage.getItem(kept) !== "off";

export function setSingleKeys(on: boolean): void {
    if (on) localStorage.removeItem(kept);
    else localStorage.setItem(kept, "off");
    listeners.forEach((listener) => listener());
}
export function useSingleKeys(): boolean {
    return useSyncExternalStore((listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
    }, isOn);
}

const writes = 'textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"]';
const clicks = '[type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="reset"]';
/** Do keys pressed there write something, or choose in a menu by its letters? */
export function isTyping(event: KeyboardEvent): boolean {
    const at = event.target;
    if (!(at instanceof Element)) return false;
    if (at.matches("input")) return !at.matches(clicks);
    return at.closest(`${writes}, [role="menu"], [role="listbox"], [role="combobox"]`) !== null;
}

/** May a key that stands alone act now? */
export function takesSingleKeys(event: KeyboardEvent): boolean {
    if (!isOn() || event.defaultPrevented || event.isComposing) return false;
    // Where AltGr writes a sign, it counts as held with Ctrl and Alt on some systems.
    if (!event.getModifierState("AltGraph") && (event.ctrlKey || event.metaKey || event.altKey)) return false;
    return !isTyping(event) && document.querySelector('[role="dialog"], [role="alertdialog"]') === null;
}
