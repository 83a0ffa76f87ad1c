// Shows the dialog that openLog asks for, and binds it to a key; stands once beside the pages.
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { matchPath, useLocation } from "react-router-dom";
import { may, useDescription } from "../../resource/description";
import { useMe } from "../../shell/signed_in";
import { type Asked, asking, closeLog, openLog } from "./log";

const LogDialog = lazy(() => import("./log_dialog"));

/** Whom the page that is open is about. */
function presetOf(pathname: string): { customer?: number; opportunity?: number } {
    const customer = Number(matchPath("/customers/:id", pathname)?.params.id);
    const opportunity = Number(matchPath("/opportunities/:id", pathname)?.params.id);
    return { ...(customer > 0 && { customer }), ...(opportunity > 0 && { opportunity }) };
}

function isTyping(target: EventTarget | null): boolean {
    return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

export function LogHost() {
    const asked = useSyncExternalStore(asking.subscribe, asking.current);
    const me = useMe();
    const allowed = may(useDescription("interactions"), "create") && me.role !== "customer";
    const { pathname } = useLocation();
    const [last, setLast] = useState<Asked | null>(null); // stays while the dialog fades
    if (asked && asked !== last) setLast(asked);
    useEffect(() => {
        if (!allowed) return;
        const open = (event: KeyboardEvent) => {
            if (event.key.toLowerCase() !== "l" || event.ctrlKey || event.metaKey || event.altKey) return;
            if (event.defaultPrevented || isTyping(event.target) || document.querySelector("[role=dialog]")) return;
            event.preventDefault();
            openLog(presetOf(pathname));
        };
        addEventListener("keydown", open);
        return () => removeEventListener("keydown", open);
    }, [allowed, pathname]);
    if (!last) return null;
    return (
        <Suspense fallback={null}>
            <LogDialog key={last.number} preset={last} opened={asked !== null} onClose={closeLog} />
        </Suspense>
    );
}
