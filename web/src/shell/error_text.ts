// What an error says to people, in their language.
import { useTranslate } from "ra-core";
import { useCallback } from "react";
import { ApiError } from "../api/errors";
import { useServerText } from "../resource/description";

/** Answers of a server that does not know the address, or not what to do there: of a record it would say so. */
export const isUnsupported = (error: unknown): boolean =>
    error instanceof ApiError &&
    (error.status === 405 || error.status === 501 || (error.status === 404 && error.message === "app.error.refused"));

export function useErrorText(): (error: unknown) => string {
    const translate = useTranslate();
    const server = useServerText();
    return useCallback(
        (error) => {
            if (!(error instanceof ApiError)) return translate("app.error.server");
            if (isUnsupported(error)) return translate("profile.unsupported");
            return error.message.startsWith("app.") ? translate(error.message) : server(error.message);
        },
        [translate, server],
    );
}
