// Moving an opportunity to a stage: shown at once, one change sent, undone by its message; one that is lost asks why.
import { useAddUndoableMutation, useDataProvider, useNotify } from "ra-core";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { patchRecord, queryClient, refresh } from "../../api/cache";
import { ApiError, Conflict } from "../../api/errors";
import { watchChanges } from "../../api/live";
import { useDescription, useServerText } from "../../resource/description";
import { useErrorText } from "../../resource/error_text";
import { useFormats } from "../../i18n/format";
import { type Deal, sameStage } from "./deal";
import { LostDialog } from "./lost_dialog";
import { shiftSums, type Stage, sums_key } from "./pipeline";
import { place, settle, unplace } from "./placed";

export type Move = (deal: Deal, to: Stage) => Promise<void>;
type Changes = Partial<Pick<Deal, "stage" | "lost_reason" | "closed_at">>;

/** Somebody else put it elsewhere, or deleted it, before we did. */
class Overtaken extends Error {
    constructor(public readonly deal: Deal | null) {
        super();
    }
}

// Changes of one opportunity wait for each other, since each needs the version that the one before made.
const last = new Map<number, Promise<unknown>>();
function inTurn<T>(id: number, work: () => Promise<T>): Promise<T> {
    const mine = (last.get(id) ?? Promise.resolve()).then(work, work);
    last.set(id, mine);
    const done = () => {
        if (last.get(id) === mine) last.delete(id);
    };
    mine.then(done, done);
    return mine;
}
const newest = new Map<number, Deal>(); // as the server answered last

/** The live feed tells our own changes too; without it the lists are loaded anew by ourselves. */
function refreshUnlessTold(id: number): () => void {
    let told = false;
    const stop = watchChanges((change) => {
        told ||= change.resource === "opportunities" && change.record === id;
    });
    return () =>
        void setTimeout(() => {
            stop();
            if (!told) refresh("opportunities");
        }, 1500);
}

function useSend(): (deal: Deal, changes: Changes) => Promise<Deal> {
    const dataProvider = useDataProvider();
    return useCallback(
        (deal, changes) =>
            inTurn(deal.id, async () => {
                const known = newest.get(deal.id);
                const before = known && known.version > deal.version ? known : deal;
                const patch = async (previous: Deal) => {
                    const { data } = await dataProvider.update<Deal>("opportunities", {
                        id: deal.id,
                        data: { ...previous, ...changes },
                        previousData: previous,
                    });
                    newest.set(deal.id, data);
                    return data;
                };
                try {
                    return await patch(before);
                } catch (error) {
                    if (error instanceof ApiError && error.status === 404) throw new Overtaken(null);
                    if (!(error instanceof Conflict)) throw error;
                    const { data: now } = await dataProvider.getOne<Deal>("opportunities", { id: deal.id });
                    // What others changed meanwhile stands beside this, unless it is the stage itself.
                    if (sameStage(now.stage, before.stage)) return await patch(now);
                    throw new Overtaken(now);
                }
            }),
        [dataProvider],
    );
}

interface Asking {
    deal: Deal;
    stage: Stage;
    answer: (reason: string | null) => void;
}

/** `dialog` is to be rendered by whoever moves. */
export function useMove(): { move: Move; dialog: ReactNode } {
    const errorText = useErrorText();
    const server = useServerText();
    const notify = useNotify();
    const formats = useFormats();
    const send = useSend();
    const addUndoable = useAddUndoableMutation();
    const has_reason = useDescription("opportunities")?.fields.some(({ name }) => name === "lost_reason") ?? false;
    const [asking, setAsking] = useState<Asking | null>(null);
    // Whoever leaves the page without an answer has cancelled.
    useEffect(() => () => asking?.answer(null), [asking]);

    /** The server's answer, or undefined when it stays where it was, which was said then. */
    const change = useCallback(
        async (deal: Deal, changes: Changes, to: string): Promise<Deal | undefined> => {
            const put = place(deal, to);
            await shiftSums(deal, deal.stage, to);
            const finish = refreshUnlessTold(deal.id);
            try {
                const now = await send(deal, changes);
                settle(put, now);
                patchRecord("opportunities", now.id, now);
                queryClient.setQueryData(["opportunities", "getOne", { id: String(now.id), meta: undefined }], now);
                return now;
            } catch (error) {
                unplace(put);
                void queryClient.invalidateQueries({ queryKey: sums_key });
                const { title } = deal;
                if (error instanceof Overtaken) {
                    if (error.deal) {
                        settle(put, error.deal);
                        patchRecord("opportunities", deal.id, error.deal);
                    } else refresh("opportunities");
                    const text = error.deal ? "board.changed_meanwhile" : "board.gone_meanwhile";
                    notify(text, { type: "warning", messageArgs: { title, stage: error.deal?.stage } });
                    return undefined;
                }
                const said = error instanceof ApiError ? error : new ApiError("app.error.refused", 0);
                const fields = Object.values(said.fields).flat().map(server).join(" ");
                const reason = fields || errorText(said);
                notify("board.not_moved", { type: "error", messageArgs: { title, stage: deal.stage, reason } });
                return undefined;
            } finally {
                finish();
            }
        },
        [send, notify, server, errorText],
    );

    const move = useCallback<Move>(
        async (deal, stage) => {
            if (sameStage(deal.stage, stage.name)) return;
            const changes: Changes = { stage: stage.name };
            if (stage.kind === "lost" && has_reason) {
                const put = place(deal, stage.name);
                const reason = await new Promise<string | null>((answer) => setAsking({ deal, stage, answer }));
                setAsking(null);
                if (reason === null) {
                    unplace(put);
                    return;
                }
                changes.lost_reason = reason;
            }
            const now = await change(deal, changes, stage.name);
            if (!now) return;
            addUndoable(({ isUndo }: { isUndo: boolean }) => {
                if (!isUndo) return;
                const { stage: before, closed_at, lost_reason } = deal;
                const back: Changes = { stage: before, closed_at };
                if (has_reason) back.lost_reason = lost_reason;
                void change(now, back, before).then((again) => {
                    if (again) notify("board.put_back", { messageArgs: { title: deal.title, stage: before } });
                });
            });
            const amount = deal.amount === null ? undefined : formats.short_money(deal.amount, deal.currency);
            const text = { open: "moved", won: amount ? "won_amount" : "won", lost: "lost" }[stage.kind];
            notify(`board.${text}`, {
                type: stage.kind === "won" ? "success" : "info",
                undoable: true,
                messageArgs: { title: deal.title, stage: stage.name, amount },
            });
        },
        [change, has_reason, addUndoable, notify, formats],
    );
    const dialog = asking && <LostDialog key={asking.deal.id} {...asking} />;
    return { move, dialog };
}
