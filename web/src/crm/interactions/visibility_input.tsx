// Whether the customer reads it too.
import { Input } from "@mantine/core";
import { IconLock, IconWorld } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type Field, useLabels, useServerText } from "../../resource/description";
import { Segments } from "../../shell/segments";
import css from "./interactions.module.css";

interface Props {
    field: Field;
    value: string;
    onChange: (value: string) => void;
}

export function VisibilityInput({ field, value, onChange }: Props) {
    const translate = useTranslate();
    const server = useServerText();
    const label = useLabels().field(field);
    return (
        <Input.Wrapper
            label={label}
            labelElement="div"
            description={translate(value === "internal" ? "timeline.internal_help" : "timeline.shared_help")}
            inputWrapperOrder={["label", "input", "description"]}
        >
            <Segments
                full
                label={label}
                options={(field.choices ?? []).map((choice) => ({
                    value: choice.value,
                    label: (
                        <span className={css.choice}>
                            {choice.value === "internal" ? <IconLock size={16} /> : <IconWorld size={16} />}
                            {server(choice.label)}
                        </span>
                    ),
                }))}
                value={value}
                onChange={onChange}
            />
        </Input.Wrapper>
    );
}
