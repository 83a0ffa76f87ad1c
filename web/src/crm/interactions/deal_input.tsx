// Which of the customer's deals it was about; not there where there is none.
import { Select } from "@mantine/core";
import { useGetList, useTranslate } from "ra-core";
import type { Deal } from "../opportunities/deal";
import { inside } from "./inside";

interface Props {
    label: string;
    customer: number;
    value: number | null;
    onChange: (value: number | null) => void;
    error?: string;
}

export function DealInput({ label, customer, value, onChange, error }: Props) {
    const translate = useTranslate();
    const { data } = useGetList<Deal>("opportunities", {
        pagination: { page: 1, perPage: 50 },
        sort: { field: "updated_at", order: "DESC" },
        filter: { customer },
        meta: { count: false },
    });
    if (!value && !data?.length) return null;
    const options = (data ?? []).map((row) => ({
        value: String(row.id),
        label: `${row.title} · ${row.stage}`,
    }));
    if (value && !options.some((option) => option.value === String(value)))
        options.push({ value: String(value), label: `#${value}` });
    return (
        <Select
            name="opportunity"
            label={label}
            placeholder={translate("timeline.log.no_deal")}
            data={options}
            value={value ? String(value) : null}
            onChange={(chosen) => onChange(chosen ? Number(chosen) : null)}
            clearable
            clearButtonProps={{ "aria-label": translate("form.clear") }}
            error={error}
            {...inside}
        />
    );
}
