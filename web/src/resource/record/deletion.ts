// Deletes a record; for some seconds it can be undone, also on other pages.
import { type UseDeleteOptions, useDelete, useNotify } from "ra-core";
import { useNavigate } from "react-router-dom";
import { forgetRecord, refresh, setLeaving } from "../../api/cache";
import type { Row } from "../../api/data_provider";
import { type Description, recordName } from "../description";
import { useErrorText } from "../error_text";

interface Deleted {
    id?: number;
}

export function useDeletion(description: Description): (record: Row) => void {
    const resource = description.name;
    const notify = useNotify();
    const navigate = useNavigate();
    const errorText = useErrorText();
    const back = ({ id = 0 }: Deleted) => {
        setLeaving(resource, id, false);
        refresh(resource);
    };
    // ra-core hands onUndo on, but its type does not say so.
    const options: UseDeleteOptions<Row, Error> & { onUndo: (deleted: Deleted) => void } = {
        mutationMode: "undoable",
        onUndo: back,
        onError: (error, deleted) => {
            back(deleted);
            notify(errorText(error), { type: "error" });
        },
        onSettled: (_data, error, deleted) => {
            if (error || deleted.id === undefined) return;
            forgetRecord(resource, deleted.id);
            back(deleted);
        },
    };
    const [remove] = useDelete<Row, Error>(resource, undefined, options);
    return (record) => {
        setLeaving(resource, record.id, true);
        void remove(
            resource,
            { id: record.id, previousData: record },
            {
                onSuccess: () => {
                    const messageArgs = { name: recordName(description, record) };
                    notify("record.deleted", { type: "info", undoable: true, messageArgs });
                    void navigate(`/${resource}`);
                },
            },
        );
    };
}
