// Fields that are understood together: money and its currency.
import type { Description } from "../description";

export function withPartners(description: Description, names: readonly string[]): string[] {
    const partners = description.fields.flatMap(({ name, currency }) =>
        currency && (names.includes(name) || names.includes(currency)) ? [name, currency] : [],
    );
    return [...new Set([...names, ...partners])];
}
