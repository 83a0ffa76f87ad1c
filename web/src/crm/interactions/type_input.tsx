// What kind of interaction it was: one press for the usual ones, a text for any other.
import { Chip, Group, Input, TextInput } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { type Field, useLabels, useServerText } from "../../resource/description";
import css from "./interactions.module.css";
import { iconOf, useTypes } from "./interaction";

interface Props {
    field: Field | undefined;
    value: string;
    onChange: (value: string) => void;
    error?: string;
}

const other = "";

export function TypeInput({ field, value, onChange, error }: Props) {
    const translate = useTranslate();
    const server = useServerText();
    const labels = useLabels();
    const types = useTypes();
    const [free, setFree] = useState(value !== "" && !types.includes(value) ? value : "");
    const shown = free && !types.includes(free) && value === free ? [...types, free] : types;
    const [writing, setWriting] = useState(false);
    const choose = (chosen: string) => {
        setWriting(chosen === other);
        onChange(chosen === other ? free : chosen);
    };
    return (
        <Input.Wrapper label={field && labels.field(field)} labelElement="div" id="interaction-type">
            <Chip.Group value={writing ? other : value} onChange={choose}>
                <Group gap={6} role="radiogroup" aria-labelledby="interaction-type-label">
                    {[...(writing ? types : shown), other].map((type) => {
                        const Icon = iconOf(type);
                        return (
                            <Chip
                                key={type}
                                value={type}
                                variant="outline"
                                classNames={{ label: css.chip }}
                                icon={<Icon size={16} />}
                            >
                                {type === other ? translate("timeline.log.other") : server(type)}
                            </Chip>
                        );
                    })}
                </Group>
            </Chip.Group>
            {(writing || error) && (
                <TextInput
                    mt="xs"
                    name="interaction_type"
                    aria-label={translate("timeline.log.other_type")}
                    placeholder={translate("timeline.log.other_type")}
                    maxLength={field?.max_length ?? undefined}
                    autoFocus
                    value={value}
                    error={error}
                    onChange={(event) => {
                        setWriting(true);
                        setFree(event.currentTarget.value);
                        onChange(event.currentTarget.value);
                    }}
                />
            )}
        </Input.Wrapper>
    );
}
