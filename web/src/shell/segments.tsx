// A choice of one of few that stand side by side. Unlike Mantine's SegmentedControl it does not measure the page.
import { type ReactNode, useId } from "react";

interface Props<Value extends string> {
    label: string;
    options: readonly { value: Value; label: ReactNode }[];
    value: Value;
    onChange: (value: Value) => void;
    full?: boolean; // as wide as there is room
    small?: boolean;
}

export function Segments<Value extends string>({ label, options, value, onChange, full, small }: Props<Value>) {
    const name = useId();
    return (
        <div role="radiogroup" aria-label={label} className="crm-segments" data-full={full} data-small={small}>
            {options.map((option) => (
                <label key={option.value} className="crm-segment">
                    <input
                        type="radio"
                        name={name}
                        value={option.value}
                        checked={option.value === value}
                        onChange={() => onChange(option.value)}
                    />
                    <span>{option.label}</span>
                </label>
            ))}
        </div>
    );
}
