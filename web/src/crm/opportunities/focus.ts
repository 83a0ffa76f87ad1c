// Where the focus goes on the board: with the card that was moved, and from card to card by the arrow keys.
import { stageKey } from "./deal";

const in_step = (key: string) => `[data-step="${CSS.escape(key)}"]`;

/** Once the card stands in the stage; where that is folded, to what unfolds it. */
export function focusDeal(board: HTMLElement | null, id: number, stage: string): void {
    requestAnimationFrame(() =>
        requestAnimationFrame(() => {
            // Not away from where somebody went meanwhile.
            const active = document.activeElement;
            const is_ours = board?.contains(active) || active?.closest("[role=menu]");
            if (active && active !== document.body && !is_ours) return;
            const card = board?.querySelector<HTMLElement>(`[data-deal="${id}"] a`);
            const folded = board?.querySelector<HTMLElement>(`${in_step(stageKey(stage))} button`);
            (card ?? folded)?.focus();
        }),
    );
}

/** True when the key led somewhere. */
export function focusNeighbour(board: HTMLElement | null, card: HTMLElement, key: string): boolean {
    const column = card.closest<HTMLElement>("[data-step]");
    if (!board || !column) return false;
    const cards = (of: Element) => [...of.querySelectorAll<HTMLElement>("[data-deal]")];
    const at = cards(column).indexOf(card);
    let to: HTMLElement | undefined;
    if (key === "ArrowDown" || key === "ArrowUp") to = cards(column)[at + (key === "ArrowDown" ? 1 : -1)];
    if (key === "ArrowLeft" || key === "ArrowRight") {
        const columns = [...board.querySelectorAll("[data-step]")].filter((of) => cards(of).length > 0);
        const beside = columns[columns.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
        if (beside) to = cards(beside)[at] ?? cards(beside).at(-1);
    }
    to?.querySelector<HTMLElement>("a")?.focus();
    return to !== undefined;
}
