// What narrows a timeline down: a text, a type, who, and whether the customer reads it.
import { Button, Collapse, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { useDescription, useLabels, useServerText } from "../../resource/description";
import { specialOf } from "../../resource/registry";
import { usePhone } from "../../shell/phone";
import { useTypes } from "./interaction";

export type Narrowed = Partial<Record<"q" | "interaction_type" | "author" | "visibility", string>>;

interface Props {
    value: Narrowed;
    onChange: (value: Narrowed) => void;
    roomy: boolean; // everything beside each other
}

const pause = 250; // while somebody types

function Choices({ value, onChange }: Pick<Props, "value" | "onChange">) {
    const translate = useTranslate();
    const server = useServerText();
    const labels = useLabels();
    const phone = usePhone();
    const description = useDescription("interactions");
    const types = useTypes();
    // Which hook there is does not change while the app runs.
    const people = specialOf("users").useChoices?.() ?? [];
    const field = (name: string) => description?.fields.find((one) => one.name === name);
    const select = (name: "interaction_type" | "author" | "visibility", data: { value: string; label: string }[]) => {
        const of = field(name);
        if (!of || data.length === 0) return null;
        return (
            <Select
                key={name}
                aria-label={labels.field(of)}
                placeholder={labels.field(of)}
                data={data}
                value={value[name] || null}
                onChange={(chosen) => onChange({ ...value, [name]: chosen ?? "" })}
                clearable
                clearButtonProps={{ "aria-label": translate("form.clear") }}
                searchable={data.length > 8}
                size={phone ? "md" : "sm"}
            />
        );
    };
    const known = value.interaction_type && !types.includes(value.interaction_type) ? [value.interaction_type] : [];
    return (
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs" style={{ flex: 2 }}>
            {select(
                "interaction_type",
                [...types, ...known].map((type) => ({ value: type, label: server(type) })),
            )}
            {select(
                "author",
                people.map((person) => ({ value: String(person.value), label: person.label })),
            )}
            {select(
                "visibility",
                (field("visibility")?.choices ?? []).map((one) => ({ value: one.value, label: server(one.label) })),
            )}
        </SimpleGrid>
    );
}

export function TimelineFilters({ value, onChange, roomy }: Props) {
    const translate = useTranslate();
    const phone = usePhone();
    const [opened, setOpened] = useState(false);
    const [wanted, setWanted] = useState(false); // the choices, which take their own questions
    const [text, setText] = useState(value.q ?? "");
    useEffect(() => setText(value.q ?? ""), [value.q]);
    useEffect(() => {
        if (text === (value.q ?? "")) return;
        const timer = setTimeout(() => onChange({ ...value, q: text }), pause);
        return () => clearTimeout(timer);
    }, [text, value, onChange]);
    const toggle = () => {
        setWanted(true);
        setOpened(!opened);
    };
    const open = roomy && !phone;
    const chosen = [value.interaction_type, value.author, value.visibility].filter(Boolean).length;
    return (
        <Stack gap="xs" role="search" aria-label={translate("timeline.filters")}>
            <div style={{ display: "flex", gap: 8 }}>
                <TextInput
                    type="search"
                    aria-label={translate("timeline.search")}
                    placeholder={translate("timeline.search")}
                    leftSection={<IconSearch size={16} />}
                    value={text}
                    maxLength={100}
                    onChange={(event) => setText(event.currentTarget.value)}
                    style={{ flex: 1 }}
                    size={phone ? "md" : "sm"}
                />
                {!open && (
                    <Button
                        variant="default"
                        leftSection={<IconFilter size={16} />}
                        onClick={toggle}
                        aria-expanded={opened}
                        h={phone ? 44 : undefined}
                    >
                        {chosen > 0
                            ? translate("timeline.filter_count", { smart_count: chosen })
                            : translate("timeline.filter")}
                    </Button>
                )}
                {open && <Choices value={value} onChange={onChange} />}
            </div>
            {!open && <Collapse expanded={opened}>{wanted && <Choices value={value} onChange={onChange} />}</Collapse>}
        </Stack>
    );
}
