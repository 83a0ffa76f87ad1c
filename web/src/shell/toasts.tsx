// Short messages at the edge, one after the other; those of what can be undone have a button for it.
import { Button, Group, Notification } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { type NotificationPayload, useNotificationContext, useTakeUndoableMutation, useTranslate } from "ra-core";
import { useCallback, useEffect, useState } from "react";
import { useServerText } from "../resource/description";
import { isTyping } from "./single_keys";

const default_time = 4000;
const undo_time = 6000;
const icons = { success: IconCheck, info: IconInfoCircle, warning: IconAlertTriangle, error: IconAlertTriangle };
const colors = { success: "teal", info: "gray", warning: "yellow", error: "red" };

export function Toasts() {
    const { notifications, takeNotification } = useNotificationContext();
    const take_mutation = useTakeUndoableMutation();
    const [shown, setShown] = useState<NotificationPayload | null>(null);
    const [held, setHeld] = useState(false); // it stays while one is at it
    const translate = useTranslate();
    const server = useServerText();

    const close = useCallback(
        (undo: boolean) => {
            if (shown?.notificationOptions?.undoable) take_mutation()?.({ isUndo: undo });
            setShown(null);
            setHeld(false);
        },
        [shown, take_mutation],
    );
    useEffect(() => {
        if (notifications.length === 0) return;
        if (shown) {
            // What is undone is always what was done last.
            if (notifications.some(({ notificationOptions }) => notificationOptions?.undoable)) close(false);
            return;
        }
        const next = takeNotification();
        if (next) setShown(next);
    }, [notifications, shown, takeNotification, close]);
    useEffect(() => {
        if (!shown || held) return;
        const undoable = shown.notificationOptions?.undoable;
        const time = shown.notificationOptions?.autoHideDuration ?? (undoable ? undo_time : default_time);
        const timer = setTimeout(() => close(false), shown.type === "error" ? time * 2 : time);
        return () => clearTimeout(timer);
    }, [shown, held, close]);
    // Whoever leaves the page does not undo.
    useEffect(() => {
        const leave = () => close(false);
        addEventListener("pagehide", leave);
        return () => removeEventListener("pagehide", leave);
    }, [close]);
    useEffect(() => {
        if (!shown?.notificationOptions?.undoable) return;
        const undo = (event: KeyboardEvent) => {
            if (!isTyping(event) && (event.ctrlKey || event.metaKey) && event.key === "z") {
                event.preventDefault();
                close(true);
            }
        };
        addEventListener("keydown", undo);
        return () => removeEventListener("keydown", undo);
    }, [shown, close]);

    const say = (message: unknown, args: object = {}) =>
        typeof message === "string"
            ? /^(ra|app|\w+)\.[\w.]+$/.test(message)
                ? translate(message, args)
                : server(message)
            : message;
    const Icon = shown ? icons[shown.type] : IconInfoCircle;
    return (
        <div
            role="status"
            aria-live="polite"
            className="crm-toasts"
            onMouseEnter={() => setHeld(true)}
            onMouseLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
        >
            {shown && (
                <Notification
                    withBorder
                    withCloseButton
                    closeButtonProps={{ "aria-label": translate("app.close") }}
                    onClose={() => close(false)}
                    icon={<Icon size={18} />}
                    color={colors[shown.type]}
                >
                    <Group gap="md" wrap="nowrap" justify="space-between">
                        <span>{say(shown.message, shown.notificationOptions?.messageArgs as object) as string}</span>
                        {shown.notificationOptions?.undoable && (
                            <Button size="compact-sm" variant="light" onClick={() => close(true)}>
                                {translate("app.undo")}
                            </Button>
                        )}
                    </Group>
                </Notification>
            )}
        </div>
    );
}
