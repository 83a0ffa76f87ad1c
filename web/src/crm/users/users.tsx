// Users: who is named by a colleague's name although only administrators may read accounts.
import { useQuery } from "@tanstack/react-query";
import { IconUserCog } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { query, request } from "../../api/http";
import { timeZones } from "../../i18n/time_zone";
import type { Answer } from "../../api/types";
import type { Description } from "../../resource/description";
import { names_stay, type RecordProps, register } from "../../resource/registry";
import { Skeletons } from "../../shell/skeletons";

const AccountActions = lazy(() => import("./account_actions"));
const NewUser = lazy(() => import("./new_user"));

type Person = Answer<"/api/people/">[number];

/** Active colleagues, by name. */
export function usePeople(): Person[] | undefined {
    return useQuery({
        queryKey: ["users", "people"],
        queryFn: () => request<Person[]>("/api/people/"),
        staleTime: names_stay,
        retry: false,
    }).data;
}

// Every row that names somebody asks.
let named: { people: Person[]; names: Map<number, string> } | undefined;
function namesOf(people: Person[] | undefined): Map<number, string> | undefined {
    if (!people) return undefined;
    if (named?.people !== people) named = { people, names: new Map(people.map(({ id, name }) => [id, name])) };
    return named.names;
}

register("users", {
    icon: IconUserCog,
    hidden: true,
    key: "u",
    people: true,
    suggestions: { time_zone: timeZones },
    columns: ["username", "first_name", "last_name", "email", "role", "is_active"],
    sort: { field: "username", order: "ASC" },
    Actions: (props: RecordProps) => (
        <Suspense>
            <AccountActions {...props} />
        </Suspense>
    ),
    Create: ({ description }: { description: Description }) => (
        <Suspense fallback={<Skeletons />}>
            <NewUser description={description} />
        </Suspense>
    ),
    useNames: () => namesOf(usePeople()),
    loadNames: (ids, signal) => request<Person[]>(`/api/people/${query({ id__in: ids })}`, { signal }),
    useChoices: () => usePeople()?.map(({ id, name }) => ({ value: id, label: name })),
});
