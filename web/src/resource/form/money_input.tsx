// An amount, written as people write numbers where they are, "1,250.50" or "1.250,50", or as their keyboard has it.
import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";
import { useFormats } from "../../i18n/format";
import { amountOf } from "./amount";

interface Props {
    value: unknown;
    onChange: (value: string | null) => void;
    shared: TextInputProps;
}

export function MoneyInput({ value, onChange, shared }: Props) {
    const formats = useFormats();
    const [typed, setTyped] = useState<string | null>(null); // as long as one is at it
    const amount = typeof value === "string" || typeof value === "number" ? String(value) : "";
    return (
        <TextInput
            {...shared}
            inputMode="decimal"
            className="numeric"
            value={typed ?? formats.amount(amount)}
            onFocus={(event) => {
                setTyped(event.currentTarget.value);
                shared.onFocus?.(event);
            }}
            onChange={({ currentTarget: { value: text } }) => {
                setTyped(text);
                onChange(amountOf(text, formats.amount("1234567.5")));
            }}
            onBlur={(event) => {
                setTyped(null);
                shared.onBlur?.(event);
            }}
        />
    );
}
