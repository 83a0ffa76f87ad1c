// Sends an interaction to the server; what was logged by mistake is taken back from the message that says it was.
import { useQueryClient } from "@tanstack/react-query";
import { useAddUndoableMutation, useDataProvider, useNotify, useTranslate } from "ra-core";
import { useRef, useState } from "react";
import { dropRecord, patchRecord } from "../../api/cache";
import { ApiError, Conflict } from "../../api/errors";
import type { Description } from "../../resource/description";
import { useSendOnce } from "../../resource/form/send_once";
import { type Draft, toBody } from "./draft";
import { type Interaction, no_step } from "./interaction";

const needed = ["interaction_type", "customer", "notes"] as const;

export function useSaveInteraction(
    description: Description | undefined,
    edit: Interaction | undefined,
    onSaved: () => void,
) {
    const provider = useDataProvider();
    const client = useQueryClient();
    const notify = useNotify();
    const translate = useTranslate();
    const addUndoable = useAddUndoableMutation();
    const [busy, setBusy] = useState(false);
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [problem, setProblem] = useState("");
    const sendOnce = useSendOnce();
    const before = useRef(edit);

    const loadAnew = () => {
        void client.invalidateQueries({ queryKey: ["interactions"] });
        void client.invalidateQueries({ queryKey: ["customers", "quiet"] });
    };
    const create = async (body: Record<string, unknown>, keepAgain: () => void) => {
        const { data } = await sendOnce((key) =>
            provider.create<Interaction>("interactions", { data: body, meta: { key } }),
        );
        addUndoable(({ isUndo }) => {
            if (!isUndo) return;
            keepAgain();
            dropRecord("interactions", data.id);
            void provider
                .delete<Interaction>("interactions", { id: data.id, previousData: data })
                .then(loadAnew, (error: Error) => notify(error.message, { type: "error" }));
        });
        notify("timeline.log.saved", { type: "success", undoable: true });
    };
    const update = async (body: Record<string, unknown>) => {
        const { data } = await provider.update<Interaction>("interactions", {
            id: before.current!.id,
            data: body,
            previousData: before.current!,
        });
        patchRecord("interactions", data.id, data);
        notify("timeline.log.changed", { type: "success" });
    };

    const save = async (draft: Draft, keep: (again: Draft) => void) => {
        const missing = needed.filter((name) => !String(draft[name] ?? "").trim());
        setProblem("");
        setErrors(Object.fromEntries(missing.map((name) => [name, translate(`timeline.log.needs.${name}`)])));
        if (missing.length > 0) return;
        setBusy(true);
        try {
            const body = toBody(draft, description?.fields ?? [], no_step, edit);
            if (edit) await update(body);
            else await create(body, () => keep(draft));
            loadAnew();
            onSaved();
        } catch (error) {
            if (error instanceof Conflict) {
                // Saved once more, it stands: whoever writes has been told.
                const { data } = await provider.getOne<Interaction>("interactions", { id: edit!.id });
                before.current = data;
                setProblem("timeline.log.conflict");
            } else {
                const fields = error instanceof ApiError ? error.fields : {};
                setErrors(Object.fromEntries(Object.entries(fields).map(([name, texts]) => [name, texts.join(" ")])));
                setProblem((error as Error).message);
            }
        } finally {
            setBusy(false);
        }
    };
    return { save, busy, errors, problem, setErrors };
}
