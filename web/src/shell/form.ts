// What forms of the shell share: sending, the server's texts at the fields, and the focus on the first of them.
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiError } from "../api/errors";
import type { FieldErrors } from "../api/types";
import { useServerText } from "../resource/description";
import { useErrorText } from "../resource/error_text";

export interface Sending {
    busy: boolean;
    error: string; // of no field
    errorOf: (field: string) => string | undefined;
    onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

export function useSending(send: () => Promise<void>): Sending {
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState("");
    const [fields, setFields] = useState<FieldErrors>({});
    const errorText = useErrorText();
    const server = useServerText();
    const running = useRef(false);
    const sent = useRef<HTMLFormElement | null>(null);
    // Once they are drawn.
    useEffect(() => sent.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [fields]);
    return {
        busy,
        error,
        errorOf: (field) => fields[field]?.map(server).join(" "),
        onSubmit: (event) => {
            event.preventDefault();
            if (running.current) return;
            running.current = true;
            const form = event.currentTarget;
            sent.current = form;
            setBusy(true);
            setError("");
            setFields({});
            send()
                .catch((thrown: unknown) => {
                    const named = thrown instanceof ApiError ? thrown.fields : {};
                    const shown = Object.keys(named).filter((name) => form.elements.namedItem(name));
                    setFields(named);
                    if (shown.length === 0) setError(textOf(named) || errorText(thrown));
                })
                .finally(() => {
                    running.current = false;
                    setBusy(false);
                });
        },
    };
    /** Of fields that the form does not have. */
    function textOf(named: FieldErrors): string {
        return Object.values(named).flat().map(server).join(" ");
    }
}
