// Sends what must happen once, though it may have to be sent again: with an Idempotency-Key.
import { useCallback, useRef } from "react";
import { newKey } from "../../api/data_provider";
import { ApiError, Offline } from "../../api/errors";

/** The key is the same until there is an answer; the next thing that is sent has another. */
export function useSendOnce(): <T>(send: (key: string) => Promise<T>) => Promise<T> {
    const once = useRef({ key: newKey(), unanswered: false });
    return useCallback(async (send) => {
        const fresh = () => (once.current = { key: newKey(), unanswered: false });
        try {
            const answer = await send(once.current.key);
            fresh();
            return answer;
        } catch (error) {
            // It had arrived the last time, and is another now.
            if (error instanceof ApiError && error.status === 422 && once.current.unanswered) {
                fresh();
                throw new ApiError("app.error.sent_before", 422);
            }
            if (error instanceof Offline || (error instanceof ApiError && error.status >= 500))
                once.current.unanswered = true;
            throw error;
        }
    }, []);
}
