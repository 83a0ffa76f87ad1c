// Deletes records; for some seconds it can be undone, also on other pages.
import { type UseDeleteManyOptions, useDeleteMany, useNotify } from "ra-core";
import { forgetRecord, refresh, setLeaving } from "../api/cache";
import type { Row } from "../api/data_provider";
import { useErrorText } from "./error_text";

interface Deleted {
    ids?: Row["id"][];
}

/** `onGone` is called as soon as the records are out of sight, and says so. */
export function useDeletion(resource: string): (ids: number[], onGone: () => void) => void {
    const notify = useNotify();
    const errorText = useErrorText();
    const back = ({ ids = [] }: Deleted) => {
        ids.forEach((id) => setLeaving(resource, id, false));
        refresh(resource);
    };
    // ra-core hands onUndo on, but its type does not say so.
    const options: UseDeleteManyOptions<Row, Error> & { onUndo: (deleted: Deleted) => void } = {
        mutationMode: "undoable",
        onUndo: back,
        onError: (error, deleted) => {
            back(deleted);
            notify(errorText(error), { type: "error" });
        },
        onSettled: (_data, error, deleted) => {
            if (error) return;
            deleted.ids?.forEach((id) => forgetRecord(resource, id));
            back(deleted);
        },
    };
    const [remove] = useDeleteMany<Row, Error>(resource, undefined, options);
    return (ids, onGone) => {
        ids.forEach((id) => setLeaving(resource, id, true));
        void remove(resource, { ids }, { onSuccess: onGone });
    };
}
