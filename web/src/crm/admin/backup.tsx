// Makes a copy of the whole database and lets the browser save it.
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconCheck, IconDatabaseExport, IconDownload } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { request } from "../../api/http";
import type { Answer } from "../../api/types";
import { useFormats } from "../../i18n/format";
import { useErrorText } from "../../resource/error_text";
import { Part } from "../../shell/page";
import { useBytes } from "./bytes";

type Made = Answer<"/api/system/backups/", "post">;

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** How long it has been going on: how long it will take nobody knows. */
function Running({ since }: { since: number }) {
    const translate = useTranslate();
    const [seconds, setSeconds] = useState(0);
    useEffect(() => {
        const timer = setInterval(() => setSeconds(Math.floor((Date.now() - since) / 1000)), 500);
        return () => clearInterval(timer);
    }, [since]);
    const text = translate("admin.system.backup_running", { time: clock(seconds) });
    return (
        <Stack gap={6}>
            <Text size="sm" className="numeric">
                {text}
            </Text>
            <Progress.Root size="md">
                <Progress.Section value={100} animated striped aria-label={translate("admin.system.backup")} />
            </Progress.Root>
        </Stack>
    );
}

export function Backup({ possible }: { possible: boolean }) {
    const translate = useTranslate();
    const formats = useFormats();
    const errorText = useErrorText();
    const bytes = useBytes();
    const [since, setSince] = useState(0);
    const [made, setMade] = useState<Made | null>(null);
    const [fetched, setFetched] = useState(false);
    const [error, setError] = useState<unknown>(null);
    const start = async () => {
        setSince(Date.now());
        setMade(null);
        setFetched(false);
        setError(null);
        try {
            setMade(await request<Made>("/api/system/backups/", { method: "POST", body: {} }));
        } catch (thrown) {
            setError(thrown);
        } finally {
            setSince(0);
        }
    };
    return (
        <Part title={translate("admin.system.backup")} help={translate("admin.system.backup_help")}>
            <Stack>
                {!possible && <Text>{translate("admin.system.backup_cannot")}</Text>}
                {since > 0 && <Running since={since} />}
                <div role="status" className="crm-said">
                    {made && (
                        <Alert
                            icon={<IconCheck size={18} />}
                            color="teal"
                            title={translate("admin.system.backup_done")}
                        >
                            <Stack align="flex-start" gap="sm">
                                <Text className="crm-break">
                                    {fetched
                                        ? translate("admin.system.backup_fetched")
                                        : translate("admin.system.backup_text", {
                                              name: made.name,
                                              size: bytes(made.bytes),
                                              time: formats.time(made.expires_at),
                                          })}
                                </Text>
                                {!fetched && (
                                    // The address is a ticket for this one file: the browser saves it as it comes.
                                    <Button
                                        component="a"
                                        href={made.url}
                                        download={made.name}
                                        leftSection={<IconDownload size={16} />}
                                        onClick={() => setFetched(true)}
                                    >
                                        {translate("admin.system.download")}
                                    </Button>
                                )}
                            </Stack>
                        </Alert>
                    )}
                </div>
                {error !== null && (
                    <Alert color="red" role="alert">
                        {errorText(error)}
                    </Alert>
                )}
                <Group>
                    <Button
                        variant={made && !fetched ? "default" : "filled"}
                        leftSection={<IconDatabaseExport size={16} />}
                        disabled={!possible || since > 0}
                        onClick={() => void start()}
                    >
                        {translate("admin.system.backup_now")}
                    </Button>
                </Group>
                <Text size="sm" c="dimmed">
                    {translate("admin.system.backup_restore")}
                </Text>
            </Stack>
        </Part>
    );
}
