// An interaction as the API gives it, and what its free texts mean to us.
import {
    IconMail,
    IconMessageCircle,
    IconMessageForward,
    IconNote,
    IconPhone,
    IconUsers,
    type TablerIcon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { query, request } from "../../api/http";
import type { Page, Schemas } from "../../api/types";

export type Interaction = Schemas["Interaction"];

/** Kept in English, whatever the language of who writes: all see them in their own. */
export const starters = ["Call", "Meeting", "Email", "Note"];
/** What customers write to us is of this type. */
export const message_type = "Message";
/** Stands where there is no next step, since the API wants one. */
export const no_step = "None";

const icons: [RegExp, TablerIcon][] = [
    [/call|phone|anruf|telefon/i, IconPhone],
    [/meet|visit|demo|treffen|besuch|termin/i, IconUsers],
    [/mail/i, IconMail],
    [/note|notiz/i, IconNote],
    [/message|nachricht/i, IconMessageForward],
];
export const iconOf = (type: string): TablerIcon => icons.find(([of]) => of.test(type))?.[1] ?? IconMessageCircle;

const nothing = /^\s*(none|no|nothing|n\/a|-+|–|—|keine?r?|nichts)?\.?\s*$/i;
export const hasStep = ({ next_action }: Pick<Interaction, "next_action">): boolean => !nothing.test(next_action);

const looked_at = 100;
const most = 4;

/** The usual types, then what else the team often writes. */
export function useTypes(): string[] {
    const { data } = useQuery({
        // Not named after the resource: this need not be counted anew with every change.
        queryKey: ["types of interactions"],
        queryFn: () =>
            request<Page<Interaction>>(
                `/api/interactions/${query({ ordering: "-date", page_size: looked_at })}&cursor=`,
            ),
        staleTime: 600_000,
    });
    const counts = new Map<string, number>();
    for (const { interaction_type: type } of data?.results ?? []) counts.set(type, (counts.get(type) ?? 0) + 1);
    const known = new Set(starters.map((type) => type.toLowerCase()));
    const others = [...counts]
        .filter(([type]) => type && !known.has(type.toLowerCase()) && type !== message_type)
        .sort((a, b) => b[1] - a[1])
        .map(([type]) => type);
    return [...starters, ...others.slice(0, most)];
}
