// What to tell of an error: the app's own words, or the server's in the user's language.
import { useTranslate } from "ra-core";
import { useCallback } from "react";
import { useServerText } from "./description";

export function useErrorText(): (error: unknown) => string {
    const translate = useTranslate();
    const server = useServerText();
    return useCallback(
        (error) => {
            const text = error instanceof Error ? error.message : String(error);
            return text.startsWith("app.") ? translate(text) : server(text);
        },
        [translate, server],
    );
}
