// A filter by some of many: a list to tick, with a search where it is long.
import { Checkbox, Loader, Radio, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { type Description, type Field, useLabels } from "../description";
import { takesMany } from "./filters";
import { useOptions } from "./options";

const short = 8; // options: no search needed

interface Props {
    description: Description;
    field: Field;
    value: readonly (string | number)[];
    onChange: (value: (string | number)[]) => void;
}

export function AnyOf({ description, field, value, onChange }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const label = labels.field(field);
    const [search, setSearch] = useState("");
    const [asked] = useDebouncedValue(search, 200);
    const { options, searched, loading } = useOptions(description, field, value, asked);
    const many = takesMany(field);
    const searchable = searched || options.length > short || search !== "";
    const ticks = options.map((option) => {
        const on = value.includes(option.value);
        const shown = { label: option.label, checked: on, size: "sm" as const, styles: { body: { padding: "4px 0" } } };
        return many ? (
            <Checkbox
                key={option.value}
                {...shown}
                onChange={() => onChange(on ? value.filter((one) => one !== option.value) : [...value, option.value])}
            />
        ) : (
            <Radio key={option.value} {...shown} name={field.name} onChange={() => onChange([option.value])} />
        );
    });
    return (
        <Stack gap="xs">
            {searchable && (
                <TextInput
                    aria-label={translate("list.search_options", { name: label })}
                    placeholder={translate("app.nav.search")}
                    leftSection={<IconSearch size={15} aria-hidden />}
                    rightSection={loading ? <Loader size={14} /> : null}
                    value={search}
                    onChange={(event) => setSearch(event.currentTarget.value)}
                    data-autofocus
                />
            )}
            <ScrollArea.Autosize mah={260} type="auto" offsetScrollbars="present">
                <div role="group" aria-label={label}>
                    {ticks}
                </div>
            </ScrollArea.Autosize>
            {options.length === 0 && !loading && (
                <Text size="sm" c="dimmed" role="status">
                    {translate("form.nothing_found")}
                </Text>
            )}
        </Stack>
    );
}
