// An opportunity as the board and its page need it.
import type { Schemas } from "../../api/types";
import { today } from "../../i18n/time_zone";

export type Deal = Schemas["SalesOpportunity"];

/** The server knows stages by name, in capitals or not. */
export const sameStage = (a: string, b: string): boolean => stageKey(a) === stageKey(b);
export const stageKey = (name: string): string => name.trim().toLowerCase();

export const isOverdue = (deal: Deal): boolean => deal.expected_close !== null && deal.expected_close < today();

const resting_days = 30;
export const isResting = (deal: Deal): boolean =>
    Date.now() - new Date(deal.updated_at).getTime() > resting_days * 86_400_000;
