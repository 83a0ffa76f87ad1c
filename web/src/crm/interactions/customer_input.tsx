// Finds the customer by a few letters; before that it offers those that were changed last.
import { Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useGetList, useTranslate } from "ra-core";
import { useState } from "react";
import type { Schemas } from "../../api/types";
import { useReferenceName } from "../../resource/value";
import { inside } from "./inside";

interface Props {
    label: string;
    value: number | null;
    onChange: (value: number | null) => void;
    error?: string;
    focused: boolean;
}

const offered = 12;

export function CustomerInput({ label, value, onChange, error, focused }: Props) {
    const translate = useTranslate();
    const name = useReferenceName("customers", value);
    const [search, setSearch] = useState("");
    const [asked] = useDebouncedValue(search, 150);
    const { data, isFetching } = useGetList<Schemas["Customer"]>("customers", {
        pagination: { page: 1, perPage: offered },
        sort: { field: "updated_at", order: "DESC" },
        filter: asked && asked !== name ? { q: asked } : {},
        meta: { count: false },
    });
    const rows = data ?? [];
    const options = rows.map((row) => ({ value: String(row.id), label: row.name }));
    if (value && !options.some((option) => option.value === String(value)))
        options.push({ value: String(value), label: name ?? `#${value}` });
    const details = new Map(rows.map((row) => [String(row.id), row.email || row.phone]));
    return (
        <Select
            name="customer"
            label={label}
            placeholder={translate("timeline.log.customer")}
            data={options}
            value={value ? String(value) : null}
            onChange={(chosen) => onChange(chosen ? Number(chosen) : null)}
            searchable
            selectFirstOptionOnChange
            allowDeselect={false}
            onSearchChange={setSearch}
            // The server has found them already.
            filter={({ options: all }) => all}
            renderOption={({ option }) => (
                <div>
                    <div>{option.label}</div>
                    <Text size="xs" c="dimmed">
                        {details.get(option.value)}
                    </Text>
                </div>
            )}
            nothingFoundMessage={translate(isFetching ? "app.loading" : "form.nothing_found")}
            error={error}
            {...inside}
            data-autofocus={focused || undefined}
        />
    );
}
