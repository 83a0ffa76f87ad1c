// Chooses the record that a field refers to, by searching for it; who may can make it on the spot.
import { Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useGetList, useTranslate } from "ra-core";
import { lazy, Suspense, useState } from "react";
import type { Row } from "../../api/data_provider";
import { may, recordName, useDescription, useLabels } from "../description";
import { specialOf } from "../registry";
import { useReferenceName } from "../value";
import type { InputProps } from "./field_input";

// Loaded when needed, and because a form has inputs that have a form.
const NewRecord = lazy(() => import("./new_record"));

const choices_at_once = 20;
const new_one = "new";

export function ReferenceInput({
    field,
    value,
    onChange,
    shared,
    error,
    autoFocus,
    creates,
    resource: of,
    record,
}: InputProps & { shared: object }) {
    const translate = useTranslate();
    const labels = useLabels();
    const resource = field.references ?? "";
    const description = useDescription(resource);
    const among = specialOf(of ?? "").among?.[field.name]?.(record ?? {});
    // Which hook a resource has does not change while the app runs.
    const fixed = among ? undefined : specialOf(resource).useChoices?.();
    const readable = may(description, "read");
    const [search, setSearch] = useState("");
    const [asked] = useDebouncedValue(search, 200);
    const [making, setMaking] = useState<string | null>(null); // the name with which the new record begins
    const id = typeof value === "number" ? value : null;
    const name = useReferenceName(resource, id);
    const { data } = useGetList<Row>(
        resource,
        {
            pagination: { page: 1, perPage: choices_at_once },
            sort: { field: "id", order: "DESC" },
            filter: asked && asked !== name && description?.searchable ? { ...among, q: asked } : (among ?? {}),
            meta: { count: false },
        },
        { enabled: readable && !fixed, placeholderData: (before) => before },
    );
    const options =
        fixed?.map(({ value: of, label }) => ({ value: String(of), label })) ??
        data?.map((row) => ({ value: String(row.id), label: recordName(description, row) })) ??
        [];
    if (id && !options.some((option) => option.value === String(id)))
        options.unshift({ value: String(id), label: name ?? `#${id}` });
    const typed = search.trim() === name ? "" : search.trim();
    const can_make = creates && !fixed && description && may(description, "create") && !specialOf(resource).Create;
    if (can_make) {
        options.push({
            value: new_one,
            label: labels.fresh(description, typed),
        });
    }
    const choose = (chosen: string | null) => {
        if (chosen === new_one) setMaking(typed);
        else onChange(chosen ? Number(chosen) : null);
    };
    const renderOption: SelectProps["renderOption"] = ({ option }) =>
        option.value === new_one ? (
            <>
                <IconPlus size={16} /> {option.label}
            </>
        ) : (
            option.label
        );
    const naming = description?.display;
    return (
        <>
            <Select
                {...shared}
                data={options}
                value={id ? String(id) : null}
                onChange={choose}
                searchable
                openOnFocus={Boolean(autoFocus) && !error}
                clearable={field.nullable}
                clearButtonProps={{ "aria-label": translate("form.clear") }}
                onSearchChange={setSearch}
                filter={fixed ? undefined : ({ options: all }) => all}
                renderOption={renderOption}
                allowDeselect={false}
                nothingFoundMessage={translate("form.nothing_found")}
            />
            {making !== null && description && (
                <Suspense>
                    <NewRecord
                        description={description}
                        given={naming && making ? { [naming]: making } : {}}
                        onSaved={(row) => onChange(row.id)}
                        onClose={() => setMaking(null)}
                    />
                </Suspense>
            )}
        </>
    );
}
