// What was written of an interaction and not saved: it is still there when the dialog is opened again.
import type { Field } from "../../resource/description";
import { hasStep, type Interaction } from "./interaction";
import type { Asked } from "./log";

export interface Draft {
    customer: number | null;
    interaction_type: string;
    notes: string;
    next_action: string;
    next_action_due: string | null;
    opportunity: number | null;
    visibility: string;
}

/** A draft, and what it began with. */
interface Kept {
    draft: Draft;
    from: Draft;
    version?: number; // of the interaction that is edited
}

const place = (user: number) => `connectcrm.draft.${user}`;

function all(user: number): Record<string, Kept> {
    try {
        return JSON.parse(sessionStorage.getItem(place(user)) ?? "{}") as Record<string, Kept>;
    } catch {
        return {};
    }
}

/** Each customer, and each interaction that is edited, has a draft of its own. */
export const draftName = ({ edit, customer, opportunity }: Asked): string =>
    edit ? `edit ${edit.id}` : opportunity ? `deal ${opportunity}` : customer ? `customer ${customer}` : "new";

/**
 * What was written, laid over what is there now: others may have changed the rest meanwhile. `version` is that of the
 * interaction that the draft began with, where they changed the same.
 */
export function keptDraft(user: number, name: string, now: Draft): { draft: Draft; version?: number } | undefined {
    const kept = all(user)[name];
    if (!kept) return undefined;
    const { draft, from } = kept;
    const written = (Object.keys(draft) as (keyof Draft)[]).filter((field) => draft[field] !== from[field]);
    const clash = written.some((field) => now[field] !== from[field] && now[field] !== draft[field]);
    const mine = Object.fromEntries(written.map((field) => [field, draft[field]]));
    return { draft: { ...now, ...mine }, version: clash ? kept.version : undefined };
}

export function keepDraft(user: number, name: string, kept: Kept | null): void {
    const drafts = all(user);
    if (kept) drafts[name] = kept;
    else delete drafts[name];
    sessionStorage.setItem(place(user), JSON.stringify(drafts));
}

export function freshDraft({ edit, customer, opportunity, type }: Asked, visibility: Field | undefined): Draft {
    if (edit)
        return {
            customer: edit.customer,
            interaction_type: edit.interaction_type,
            notes: edit.notes,
            next_action: hasStep(edit) ? edit.next_action : "",
            next_action_due: edit.next_action_due ?? null,
            opportunity: edit.opportunity ?? null,
            visibility: edit.visibility ?? "",
        };
    return {
        customer: customer ?? null,
        interaction_type: type ?? "Call",
        notes: "",
        next_action: "",
        next_action_due: null,
        opportunity: opportunity ?? null,
        visibility: typeof visibility?.default === "string" ? visibility.default : "",
    };
}

/** What is sent: only what the server has fields for. */
export function toBody(draft: Draft, fields: readonly Field[], none: string, edit?: Interaction) {
    const next_action = draft.next_action.trim() || none;
    const body: Record<string, unknown> = {
        ...draft,
        interaction_type: draft.interaction_type.trim(),
        next_action,
        next_action_due: draft.next_action.trim() ? draft.next_action_due : null,
    };
    // Another step is not done yet; without one there is nothing to do.
    const has_step = hasStep({ next_action });
    if (!has_step) body.next_action_done = true;
    else if (edit?.next_action_done && edit.next_action !== next_action) body.next_action_done = false;
    const writable = new Set(fields.filter((field) => !field.read_only).map((field) => field.name));
    return Object.fromEntries(Object.entries(body).filter(([name]) => writable.has(name)));
}
