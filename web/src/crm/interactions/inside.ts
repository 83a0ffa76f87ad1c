// Choices of an input in a dialog: they stay in it, so that screen readers find them there, and scroll by themselves.
export const inside = {
    comboboxProps: { withinPortal: false },
    withScrollArea: false,
    styles: { options: { maxHeight: 240, overflowY: "auto" } },
} as const;
