// Who made a change, by name.
import type { Change } from "../../api/types";
import { useReferenceName } from "../value";

/** Undefined where nobody is told who it was. */
export function useActor(change: Pick<Change, "actor" | "actor_id"> | null | undefined): string | undefined {
    return useReferenceName("users", change?.actor_id) ?? change?.actor ?? undefined;
}
