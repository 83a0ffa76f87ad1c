// What a filter by choice or reference can be: fixed choices, colleagues, texts in use, or records that are searched for.
import { useGetList, useGetManyAggregate, useTranslate } from "ra-core";
import { useMe } from "../../shell/signed_in";
import type { Row } from "../../api/data_provider";
import { type Description, type Field, may, recordName, useDescription, useServerText } from "../description";
import { specialOf } from "../registry";

export interface Option {
    value: string | number;
    label: string;
}

export const options_at_once = 20;
const none: never[] = [];

/** `searched`: not all of them are known here, so the server is asked for those that fit. */
export function useOptions(
    description: Description,
    field: Field,
    chosen: readonly (string | number)[],
    search: string,
): { options: Option[]; searched: boolean; loading: boolean } {
    const server = useServerText();
    const translate = useTranslate();
    const me = useMe();
    const resource = field.references ?? "";
    const target = useDescription(resource);
    const special = specialOf(resource);
    // Which hooks a noun has does not change while the app runs.
    const among = specialOf(description.name).among?.[field.name]?.({});
    const fixed = among ? undefined : special.useChoices?.();
    const texts = specialOf(description.name).suggestions?.[field.name]?.();
    const searched = field.type === "reference" && !fixed;
    const readable = may(target, "read");
    const { data: found, isFetching } = useGetList<Row>(
        resource,
        {
            pagination: { page: 1, perPage: options_at_once },
            sort: { field: "id", order: "DESC" },
            filter: search && target?.searchable ? { ...among, q: search } : (among ?? {}),
            meta: { count: false },
        },
        { enabled: searched && readable, placeholderData: (before) => before },
    );
    const ids = searched ? chosen.map(Number) : none;
    const { data: known } = useGetManyAggregate<Row>(resource, { ids }, { enabled: ids.length > 0 && readable });
    const option = (row: Row): Option => ({ value: row.id, label: recordName(target, row) });

    if (searched) {
        const picked = ids.map((id) => {
            const row = known?.find((one) => one?.id === id);
            return row ? option(row) : { value: id, label: `#${id}` };
        });
        const others = (found ?? none).map(option).filter(({ value }) => !ids.includes(Number(value)));
        return { options: [...picked, ...others], searched, loading: isFetching };
    }
    const all: Option[] = fixed
        ? fixed.map(({ value, label }) =>
              special.people && value === me.id
                  ? { value, label: translate("list.me", { name: label }) }
                  : { value, label },
          )
        : field.choices
          ? field.choices.map(({ value, label }) => ({ value, label: server(label) }))
          : (texts ?? none).map((text) => ({ value: text, label: text }));
    if (special.people) all.sort((a, b) => Number(b.value === me.id) - Number(a.value === me.id));
    const missing = chosen.filter((value) => !all.some((one) => one.value === value));
    all.push(...missing.map((value) => ({ value, label: typeof value === "number" ? `#${value}` : value })));
    const wanted = search.toLowerCase();
    return {
        options: wanted ? all.filter(({ label }) => label.toLowerCase().includes(wanted)) : all,
        searched,
        loading: false,
    };
}
