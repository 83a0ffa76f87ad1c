// From what people write to the amount as the API has it: "1.250,50", "1,250.50", "1 250,5" and "1250.50" are understood.

/**
 * `example` is 1,234,567.5 as it is written here: it decides what one mark before three digits means. Null for nothing;
 * what is no amount is given back as it is, for the server to refuse.
 */
export function amountOf(text: string, example: string): string | null {
    const plain = text.replace(/[\s\u00a0\u202f'’]/g, "");
    if (plain === "") return null;
    if (!/^-?[\d.,]*\d[.,]?$/.test(plain)) return text.trim();
    const marks = plain.replace(/[^.,]/g, "");
    const last = marks.at(-1);
    if (!last) return plain;
    const [, grouping] = /^1(\D)234/.exec(example) ?? [];
    const behind = plain.length - 1 - plain.lastIndexOf(last);
    const others = marks.slice(0, -1).replaceAll(last, "");
    const groups = marks.length > 1 ? !others : behind === 3 && last === grouping;
    if (groups) return plain.replaceAll(last, "");
    if (others.length < marks.length - 1) return text.trim(); // both kinds, mixed up
    const [whole = "", fraction = ""] = [plain.slice(0, plain.lastIndexOf(last)), plain.slice(plain.length - behind)];
    const number = whole.replace(/[.,]/g, "") || "0";
    return fraction ? `${number}.${fraction}` : number;
}
