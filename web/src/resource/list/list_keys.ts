// Keys on a list: / search, J and K (or arrows) from row to row, X marks, Escape unmarks.
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router-dom";
import { isTyping, takesSingleKeys } from "../../shell/single_keys";
import type { List } from "./list";
import type { Selection } from "./selection";

export const search_box = "list-search";

export function useListKeys(list: List, selection: Selection | null, focusRow: (index: number) => void): void {
    const navigate = useNavigate();
    const at = useRef<number | null>(null); // the row that had the focus last
    useEffect(() => {
        const rowOf = (element: Element | null) => Number(element?.closest("[data-row]")?.getAttribute("data-row"));
        const press = (event: KeyboardEvent) => {
            const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
            const focused = rowOf(document.activeElement);
            // Arrows belong to the page until a row has the focus; they are no single letters.
            if (arrow ? !focused || event.shiftKey || isTyping(event) : !takesSingleKeys(event)) return;
            const index = list.rows.findIndex((row) => row.id === (focused || at.current));
            const go = (to: number) => {
                const row = list.rows[to];
                if (!row) return;
                at.current = row.id;
                focusRow(to);
            };
            switch (event.key) {
                case "/":
                    document.getElementById(search_box)?.focus();
                    break;
                case "ArrowDown":
                case "j":
                case "J":
                    go(index + 1);
                    break;
                case "ArrowUp":
                case "k":
                case "K":
                    go(Math.max(index - 1, 0));
                    break;
                case "x":
                case "X":
                    if (!selection || index < 0) return;
                    selection.toggle(list.rows[index]!.id, event.shiftKey);
                    break;
                case "Enter":
                    if (!focused || document.activeElement?.matches("a, button")) return;
                    void navigate(`/${list.resource}/${focused}`);
                    break;
                case "Escape":
                    if (!selection?.ids.size) return;
                    selection.clear();
                    break;
                default:
                    return;
            }
            event.preventDefault();
        };
        document.addEventListener("keydown", press);
        return () => document.removeEventListener("keydown", press);
    }, [list.rows, list.resource, selection, focusRow, navigate]);
}
