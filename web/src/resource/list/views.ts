// Saved views: a name for filters, search, sort and columns. Private to the user, kept in this browser.
import { type SortPayload, useStore } from "ra-core";
import { useNavigate } from "react-router-dom";
import { useMe } from "../../shell/signed_in";
import type { Description } from "../description";
import { listAddress } from "./address";
import type { Columns } from "./columns";
import { type Filters, type List, usualSort } from "./list";

export interface View {
    name: string;
    filter: Filters;
    sort: SortPayload;
    columns: string[];
}

const sameKeys = (filter: Filters) => JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)));

export function useViews(description: Description, list: List, columns: Columns) {
    const me = useMe();
    const navigate = useNavigate();
    const [views, setViews] = useStore<View[]>(`list.views.${me.id}.${description.name}`, []);
    const filter = list.filters;
    const { sort } = list;
    const current = views.find(
        (view) =>
            sameKeys(view.filter) === sameKeys(filter) &&
            view.sort.field === sort.field &&
            view.sort.order === sort.order &&
            view.columns.join() === columns.names.join(),
    );
    return {
        views,
        current,
        open: (view: View | null) => {
            columns.change(view ? view.columns : null);
            const { filter: wanted, sort: order } = view ?? { filter: {}, sort: usualSort(description) };
            void navigate(listAddress(description.name, wanted, order));
        },
        /** What is on the screen, under this name; another view of that name is replaced. */
        save: (name: string) =>
            setViews([...views.filter((view) => view.name !== name), { name, filter, sort, columns: columns.names }]),
        rename: (view: View, name: string) =>
            setViews(
                views
                    .filter((one) => one === view || one.name !== name)
                    .map((one) => (one === view ? { ...one, name } : one)),
            ),
        remove: (view: View) => setViews(views.filter((one) => one !== view)),
    };
}
