// Ticks a next step off, or moves it: shown at once, sent at once, and taken back from the message that says so.
import { useAddUndoableMutation, useDataProvider, useNotify } from "ra-core";
import { useCallback } from "react";
import { patchRecord, refresh } from "../../api/cache";
import type { Interaction } from "./interaction";

type News = Pick<Interaction, "next_action_done"> | Pick<Interaction, "next_action_due">;

export function useStep(): (row: Interaction, news: News, message: string) => void {
    const provider = useDataProvider();
    const notify = useNotify();
    const addUndoable = useAddUndoableMutation();
    return useCallback(
        (row, news, message) => {
            const { next_action_done, next_action_due } = row;
            const before: News = "next_action_done" in news ? { next_action_done } : { next_action_due };
            const write = async (data: News): Promise<boolean> => {
                patchRecord("interactions", row.id, data);
                try {
                    // Without a version: it is one fact, and the last word on it counts.
                    const { data: now } = await provider.update<Interaction>("interactions", {
                        id: row.id,
                        data,
                        previousData: { id: row.id } as Interaction,
                    });
                    patchRecord("interactions", row.id, now);
                    refresh("interactions");
                    return true;
                } catch (error) {
                    patchRecord("interactions", row.id, data === news ? before : news);
                    notify((error as Error).message, { type: "error" });
                    return false;
                }
            };
            void write(news).then((written) => {
                if (!written) return;
                addUndoable(({ isUndo }) => {
                    if (isUndo) void write(before);
                });
                notify(message, { type: "success", undoable: true });
            });
        },
        [provider, notify, addUndoable],
    );
}
