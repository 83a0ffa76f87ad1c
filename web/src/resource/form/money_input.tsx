// An amount, written as people write numbers where they are: "1,250.50" or "1.250,50".
import { NumberInput, type NumberInputProps } from "@mantine/core";
import { useFormats } from "../../i18n/format";

interface Props {
    value: unknown;
    onChange: (value: string | null) => void;
    shared: NumberInputProps;
}

export function MoneyInput({ value, onChange, shared }: Props) {
    const [, thousands = "", decimal = "."] = /^\d+(\D).*(\D)\d$/.exec(useFormats().number(1234567.5)) ?? [];
    return (
        <NumberInput
            {...shared}
            inputMode="decimal"
            hideControls
            valueIsNumericString
            decimalScale={4}
            thousandSeparator={thousands}
            decimalSeparator={decimal}
            allowedDecimalSeparators={[decimal]}
            withKeyboardEvents={false}
            value={typeof value === "string" || typeof value === "number" ? value : ""}
            onValueChange={({ value: amount }, { source }) => {
                if (String(source) === "event") onChange(amount || null);
            }}
        />
    );
}
