// The list as a file: what is filtered, searched and sorted as on the screen, written by the server.
import { useNotify } from "ra-core";
import { useCallback, useState } from "react";
import { parameters } from "../../api/data_provider";
import { download, query } from "../../api/http";
import { today } from "../../i18n/time_zone";
import type { Filters, List } from "./list";

export function useExport(list: List, fixed?: Filters): { run: () => void; busy: boolean } {
    const notify = useNotify();
    const [busy, setBusy] = useState(false);
    const { resource, sort, filters } = list;
    const run = useCallback(() => {
        setBusy(true);
        const asked = parameters({ sort, filter: { ...filters, ...fixed } });
        download(`/api/${resource}/${query(asked)}`, `${resource}-${today()}.csv`, { Accept: "text/csv" })
            .then(() => notify("list.exported", { type: "success" }))
            .catch((error: Error) => notify(error.message, { type: "error" }))
            .finally(() => setBusy(false));
    }, [resource, sort, filters, fixed, notify]);
    return { run, busy };
}
