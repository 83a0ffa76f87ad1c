// Takes back a change of many records, as long as nobody else changed them since.
import { useAddUndoableMutation, useDataProvider, useNotify } from "ra-core";
import { refresh } from "../../api/cache";
import { type Row, updateEach } from "../../api/data_provider";
import { type Description, inputs } from "../description";
import { useErrorText } from "../error_text";

/** What makes a record again what it was, also where the server changed more than what was asked for. */
function wayBack(description: Description, was: Row, is: Row): Record<string, unknown> | null {
    if (is.version !== was.version + 1) return null;
    const changed = inputs(description).filter(
        ({ name, write_only }) => !write_only && JSON.stringify(was[name]) !== JSON.stringify(is[name]),
    );
    if (changed.length === 0) return null;
    return { id: is.id, ...Object.fromEntries(changed.map(({ name }) => [name, was[name]])) };
}

/** To be called with the records as they were; the next message is where it can be undone. */
export function useUndo(description: Description): (before: Row[]) => void {
    const resource = description.name;
    const provider = useDataProvider();
    const addUndoable = useAddUndoableMutation();
    const notify = useNotify();
    const errorText = useErrorText();
    const back = async (before: Row[]) => {
        try {
            const { data } = await provider.getMany<Row>(resource, { ids: before.map(({ id }) => id) });
            const rows = data.flatMap((is) => {
                const was = before.find(({ id }) => id === is.id);
                const way = was && wayBack(description, was, is);
                return way ? [way] : [];
            });
            if (rows.length > 0) await updateEach(resource, rows);
            notify("list.put_back", { messageArgs: { smart_count: rows.length } });
            refresh(resource);
        } catch (error) {
            notify(errorText(error), { type: "error" });
        }
    };
    return (before) => addUndoable(({ isUndo }: { isUndo: boolean }) => void (isUndo && back(before)));
}
