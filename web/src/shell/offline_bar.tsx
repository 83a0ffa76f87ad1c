// Says that the server cannot be reached, and tries again.
import { Button } from "@mantine/core";
import { IconWifiOff } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { queryClient } from "../api/cache";
import { ask, reachability } from "../api/http";

const retry_interval = 5000;

export function OfflineBar() {
    const translate = useTranslate();
    const lost = useSyncExternalStore(reachability.subscribe, reachability.isLost);
    const [busy, setBusy] = useState(false);
    const retry = useCallback(async () => {
        const back = await ask("/healthz", { open: true }).then(
            () => true,
            () => false,
        );
        if (back) await queryClient.invalidateQueries();
    }, []);
    useEffect(() => {
        if (!lost) return;
        const again = () => void retry();
        const timer = setInterval(again, retry_interval);
        addEventListener("online", again);
        return () => {
            clearInterval(timer);
            removeEventListener("online", again);
        };
    }, [lost, retry]);
    return (
        <div role="alert">
            {lost && (
                <div className="crm-offline">
                    <IconWifiOff size={18} aria-hidden />
                    <span>{translate("app.error.offline")}</span>
                    <Button
                        size="compact-md"
                        variant="default"
                        loading={busy}
                        onClick={() => {
                            setBusy(true);
                            void retry().finally(() => setBusy(false));
                        }}
                    >
                        {translate("app.retry")}
                    </Button>
                </div>
            )}
        </div>
    );
}
