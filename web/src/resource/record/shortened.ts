// Two versions of a long text, without the beginning and the end that they share.
const kept = 24; // characters of what is the same, on either side

const common = (a: string, b: string): number => {
    let at = 0;
    while (at < a.length && at < b.length && a[at] === b[at]) at++;
    return at;
};
const reversed = (text: string): string => [...text].reverse().join("");

export function shortened(before: string, after: string): [string, string] {
    const head = common(before, after);
    const tail = common(reversed(before.slice(head)), reversed(after.slice(head)));
    const from = Math.max(0, before.lastIndexOf(" ", Math.max(0, head - kept)) + 1);
    const cut = (text: string): string => {
        const to = Math.min(text.length, text.length - tail + kept);
        const part = text.slice(from, to).trim();
        return part && `${from > 0 ? "… " : ""}${part}${to < text.length ? " …" : ""}`;
    };
    return [cut(before), cut(after)];
}
