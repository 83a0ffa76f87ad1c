// Sizes as people read them.
import { useLocaleState } from "ra-core";
import { useCallback } from "react";

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

export function useBytes(): (count: number) => string {
    const [locale] = useLocaleState();
    return useCallback(
        (count) => {
            const step = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), units.length - 1);
            return new Intl.NumberFormat(locale, {
                style: "unit",
                unit: units[step],
                unitDisplay: step === 0 ? "long" : "short",
                maximumSignificantDigits: 3,
            }).format(count / 1000 ** step);
        },
        [locale],
    );
}
