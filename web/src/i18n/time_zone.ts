// The zone in which times are shown: the user's own choice, or the browser's.
let chosen = "";

export function setTimeZone(zone: string): void {
    chosen = zone;
}
export function timeZone(): string | undefined {
    return chosen || undefined;
}
/** The day that a moment belongs to there, as "2026-11-29". */
export function dayOf(at: Date): string {
    return new Intl.DateTimeFormat("en-CA", {
        timeZone: timeZone(),
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
    }).format(at);
}
/** Today there, or so many days from it. */
export function today(plus_days = 0): string {
    return dayOf(new Date(Date.now() + plus_days * 86_400_000));
}
