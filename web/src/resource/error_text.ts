// What to tell people of an error: the app's own words, or the server's in their language.
import { useTranslate } from "ra-core";
import { useCallback } from "react";
import { ApiError } from "../api/errors";
import { useServerText } from "./description";

export function useErrorText(): (error: unknown) => string {
    const translate = useTranslate();
    const server = useServerText();
    return useCallback(
        (error) => {
            if (!(error instanceof ApiError)) return translate("app.error.server");
            return error.message.startsWith("app.") ? translate(error.message) : server(error.message);
        },
        [translate, server],
    );
}
