// The zone in which times are shown: the user's own choice, or the browser's.
let chosen = "";

/** One that this browser does not know counts as none. */
export function setTimeZone(zone: string): void {
    try {
        new Intl.DateTimeFormat("en", { timeZone: zone });
        chosen = zone;
    } catch {
        chosen = "";
    }
}
export function timeZone(): string | undefined {
    return chosen || undefined;
}

/** All that this browser knows. */
export const timeZones = (): string[] => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];

// A format costs a millisecond to make, and each line of a list wants one.
let made: { zone: string | undefined; format: Intl.DateTimeFormat } | null = null;

/** The day that a moment belongs to there, as "2026-11-29". */
export function dayOf(at: Date): string {
    const zone = timeZone();
    if (made?.zone !== zone || !made)
        made = {
            zone,
            format: new Intl.DateTimeFormat("en-CA", {
                timeZone: zone,
                year: "numeric",
                month: "2-digit",
                day: "2-digit",
            }),
        };
    return made.format.format(at);
}
/** Today there, or so many days from it. */
export function today(plus_days = 0): string {
    return dayOf(new Date(Date.now() + plus_days * 86_400_000));
}
