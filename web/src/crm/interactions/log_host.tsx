// Shows the dialog that openLog asks for, and offers it everywhere, also by a key; stands once beside the pages.
import { IconMessagePlus } from "@tabler/icons-react";
import { lazy, Suspense, useMemo, useState, useSyncExternalStore } from "react";
import { matchPath, useLocation } from "react-router-dom";
import { may, useDescription } from "../../resource/description";
import { type Action, useAction } from "../../shell/actions";
import { useMe } from "../../shell/signed_in";
import { type Asked, asking, closeLog, openLog } from "./log";

const LogDialog = lazy(() => import("./log_dialog"));

/** Whom the page that is open is about. */
function presetOf(pathname: string): { customer?: number; opportunity?: number } {
    const customer = Number(matchPath("/customers/:id", pathname)?.params.id);
    const opportunity = Number(matchPath("/opportunities/:id", pathname)?.params.id);
    return { ...(customer > 0 && { customer }), ...(opportunity > 0 && { opportunity }) };
}

export function LogHost() {
    const asked = useSyncExternalStore(asking.subscribe, asking.current);
    const me = useMe();
    const allowed = may(useDescription("interactions"), "create") && me.role !== "customer";
    const { pathname } = useLocation();
    const [last, setLast] = useState<Asked | null>(null); // stays while the dialog fades
    if (asked && asked !== last) setLast(asked);
    const action = useMemo<Action | null>(
        () =>
            allowed
                ? {
                      id: "log",
                      key: "l",
                      label: "timeline.log.title",
                      icon: IconMessagePlus,
                      run: () => openLog(presetOf(pathname)),
                  }
                : null,
        [allowed, pathname],
    );
    useAction(action);
    if (!last) return null;
    return (
        <Suspense fallback={null}>
            <LogDialog key={last.number} preset={last} opened={asked !== null} onClose={closeLog} />
        </Suspense>
    );
}
