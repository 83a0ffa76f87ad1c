// What is filtered on the board, as it stands in the address and as the API names it.
import { useMemo } from "react";
import { useSearchParams } from "react-router-dom";
import { today } from "../../i18n/time_zone";
import { useMe } from "../../shell/signed_in";
import type { Filters } from "./pipeline";

export const orders = {
    change: { field: "updated_at", order: "DESC" },
    close: { field: "expected_close", order: "ASC" },
    amount: { field: "amount", order: "DESC" },
} as const;
export type Order = keyof typeof orders;

export const presets = ["overdue", "this_month", "next_month", "this_quarter", "no_date"] as const;

export interface Asked {
    q: string;
    who: string; // "", "me", "nobody" or a user's number
    close: string; // "", one of the presets, or "from..to" with two dates, of which each may be missing
    order: Order;
}

/** A month as [first day, last day], counted from this one. */
function months(from: number, count: number): [string, string] {
    const [year = 0, month = 1] = today().split("-").map(Number);
    const day = (at: Date) => at.toISOString().slice(0, 10);
    return [
        day(new Date(Date.UTC(year, month - 1 + from, 1))),
        day(new Date(Date.UTC(year, month - 1 + from + count, 0))),
    ];
}

export const ownRange = (close: string): [string, string] | undefined => {
    const [from, to] = close.split("..");
    return to === undefined ? undefined : [from ?? "", to];
};

function rangeOf(close: string): [string, string] {
    if (close === "overdue") return ["", today(-1)];
    if (close === "this_month") return months(0, 1);
    if (close === "next_month") return months(1, 1);
    if (close === "this_quarter") return months(-((Number(today().slice(5, 7)) - 1) % 3), 3);
    return ownRange(close) ?? ["", ""];
}

function filtersOf({ q, who, close }: Asked, me: number): Filters {
    const filters: Filters = {};
    if (q) filters.q = q;
    if (who === "me") filters.assigned_to = me;
    else if (who === "nobody") filters.assigned_to__isnull = true;
    else if (who) filters.assigned_to = Number(who);
    if (close === "no_date") filters.expected_close__isnull = true;
    const [from, to] = rangeOf(close);
    if (from) filters.expected_close__gte = from;
    if (to) filters.expected_close__lte = to;
    return filters;
}

export function useAsked(): {
    asked: Asked;
    filters: Filters;
    ask: (changes: Partial<Asked>) => void;
    clear: () => void;
} {
    const me = useMe();
    const [params, setParams] = useSearchParams();
    const order = params.get("order_by") ?? "";
    const asked: Asked = {
        q: params.get("q") ?? "",
        who: params.get("who") ?? "",
        close: params.get("close") ?? "",
        order: order in orders ? (order as Order) : "change",
    };
    const { q, who, close } = asked;
    const ask = (changes: Partial<Asked>) =>
        setParams(
            (before) => {
                const next = new URLSearchParams(before);
                const { order: by, ...others } = changes;
                if (by) next.set("order_by", by === "change" ? "" : by);
                for (const [name, value] of Object.entries(others)) next.set(name, value);
                for (const [name, value] of [...next]) if (!value) next.delete(name);
                return next;
            },
            { replace: true },
        );
    const day = today(); // what a preset means changes at midnight
    const filters = useMemo(() => filtersOf({ q, who, close, order: "change" }, me.id), [q, who, close, me.id, day]);
    return { asked, filters, ask, clear: () => ask({ q: "", who: "", close: "" }) };
}

/** The address of the table with the same filters. */
export function tableAddress(filters: Filters): string {
    const search = new URLSearchParams({ view: "table" });
    if (Object.keys(filters).length) search.set("filter", JSON.stringify(filters));
    return `/opportunities?${search.toString()}`;
}
