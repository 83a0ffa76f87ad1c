// Saves changes of a record; when somebody else was quicker, both versions are laid side by side.
import { useDataProvider, useNotify } from "ra-core";
import { useCallback } from "react";
import { patchRecord, refresh, reloadRecord } from "../../api/cache";
import type { Row } from "../../api/data_provider";
import { ApiError, Conflict } from "../../api/errors";
import { request } from "../../api/http";
import type { Change, Page } from "../../api/types";
import { type Description, useLabels } from "../description";
import { differing, type Values } from "../form/form_values";
import { resolveConflict } from "./conflict";
import { withPartners } from "./partners";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What others did since a version, the newest first; nothing where the history may not be read. */
async function changesSince(resource: string, { id, version }: Row): Promise<Change[]> {
    return request<Page<Change>>(`/api/${resource}/${id}/history/?page_size=50`).then(
        ({ results }) => results.filter((change) => change.version > version),
        () => [],
    );
}

/** `(record, changes)`: the record as saved. Rejects with Conflict when the user would rather go on typing. */
export function useSave(description: Description): (record: Row, changes: Values) => Promise<Row> {
    const dataProvider = useDataProvider();
    const notify = useNotify();
    const labels = useLabels();
    const { name: resource, fields } = description;
    return useCallback(
        async (record, changes) => {
            let base = record;
            let wanted = differing(changes, base);
            let merged: string[] = [];
            for (;;) {
                if (Object.keys(wanted).length === 0) return base;
                try {
                    const params = { id: base.id, data: wanted, previousData: base };
                    const { data } = await dataProvider.update<Row>(resource, params);
                    patchRecord(resource, data.id, data);
                    refresh(resource);
                    if (merged.length > 0) {
                        const names = fields.filter(({ name }) => merged.includes(name)).map(labels.field);
                        notify("record.merged", { type: "info", messageArgs: { fields: names.join(", ") } });
                    }
                    return data;
                } catch (error) {
                    if (error instanceof ApiError && error.status === 404) reloadRecord(resource, base.id);
                    if (!(error instanceof Conflict)) throw error;
                    const { data: present } = await dataProvider.getOne<Row>(resource, { id: base.id });
                    patchRecord(resource, present.id, present);
                    refresh(resource);
                    const others = fields.map(({ name }) => name).filter((name) => !same(present[name], base[name]));
                    const touched = withPartners(description, Object.keys(wanted));
                    if (others.some((name) => touched.includes(name))) {
                        const history = await changesSince(resource, base);
                        const chosen = await resolveConflict({ description, base, present, wanted, history });
                        if (!chosen) throw error;
                        wanted = differing(chosen, present);
                        merged = [];
                    } else {
                        // What others changed has nothing to do with this: both stay.
                        const bookkeeping = ["version", "updated_at"];
                        merged = others.filter((name) => !bookkeeping.includes(name));
                    }
                    base = present;
                }
            }
        },
        [dataProvider, notify, labels.field, resource, fields, description],
    );
}
