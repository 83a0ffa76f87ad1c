// Keys with which programs use the API in one's name.
import { Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { request } from "../../api/http";
import type { Answer } from "../../api/types";
import { useFormats } from "../../i18n/format";
import { useDescriptions, useLabels } from "../../resource/description";
import { Confirm } from "../confirm";
import { useErrorText } from "../../resource/error_text";
import { Part } from "../page";
import { NewKey } from "./new_key";

type ApiKey = Answer<"/api/me/keys/">[number];

const keys_query = ["me", "keys"];

/** "Stages: Read and write", from "stages:write". */
function useScopeText(): (scope: string) => string {
    const translate = useTranslate();
    const labels = useLabels();
    const descriptions = useDescriptions();
    return (scope) => {
        const [resource = "", act = ""] = scope.split(":");
        const description = descriptions?.find(({ name }) => name === resource);
        return `${description ? labels.many(description) : resource}: ${translate(`profile.keys.${act}`)}`;
    };
}

function Key({ api_key, onRevoke }: { api_key: ApiKey; onRevoke: () => void }) {
    const translate = useTranslate();
    const formats = useFormats();
    const scopeText = useScopeText();
    const over = api_key.expires_at !== null && new Date(api_key.expires_at) < new Date();
    const facts = [
        translate("profile.keys.made", { ago: formats.ago(api_key.created_at) }),
        api_key.last_used_at
            ? translate("profile.keys.used", { ago: formats.ago(api_key.last_used_at) })
            : translate("profile.keys.unused"),
        api_key.expires_at &&
            translate(over ? "profile.keys.over" : "profile.keys.until", { date: formats.time(api_key.expires_at) }),
    ].filter(Boolean);
    return (
        <li className="crm-line">
            <IconKey size={20} stroke={1.6} aria-hidden />
            <div>
                <Group gap="xs">
                    <Text fw={600}>{api_key.name}</Text>
                    <Text size="sm" c="dimmed" ff="monospace">
                        {api_key.prefix}…
                    </Text>
                </Group>
                <Text size="sm" c="dimmed">
                    {facts.join(", ")}
                </Text>
                <Text size="sm" mt={4}>
                    {api_key.scopes.map(scopeText).join(" · ")}
                </Text>
            </div>
            <Button
                variant="default"
                aria-label={translate("profile.keys.revoke_of", { name: api_key.name })}
                onClick={onRevoke}
            >
                {translate("profile.keys.revoke")}
            </Button>
        </li>
    );
}

export function ApiKeys() {
    const translate = useTranslate();
    const notify = useNotify();
    const errorText = useErrorText();
    const cache = useQueryClient();
    const [adding, setAdding] = useState(false);
    const [revoked, setRevoked] = useState<ApiKey | null>(null);
    const { data, error } = useQuery({
        queryKey: keys_query,
        queryFn: () => request<ApiKey[]>("/api/me/keys/"),
    });
    const again = () => cache.invalidateQueries({ queryKey: keys_query });
    return (
        <Part
            title={translate("profile.keys.title")}
            id="api-keys"
            help={
                <>
                    {translate("profile.keys.help")}{" "}
                    <Anchor href="/api/docs/" target="_blank" rel="noopener" inherit underline="always">
                        {translate("profile.keys.docs")}
                    </Anchor>
                </>
            }
        >
            <Stack align="stretch">
                {error ? (
                    <Text c="var(--mantine-color-error)" role="alert">
                        {errorText(error)}
                    </Text>
                ) : !data ? (
                    <Skeleton height={56} aria-label={translate("app.loading")} />
                ) : data.length === 0 ? (
                    <Text>{translate("profile.keys.none")}</Text>
                ) : (
                    <ul className="crm-lines">
                        {data.map((key) => (
                            <Key key={key.id} api_key={key} onRevoke={() => setRevoked(key)} />
                        ))}
                    </ul>
                )}
                <Group>
                    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
                        {translate("profile.keys.add")}
                    </Button>
                </Group>
            </Stack>
            <NewKey opened={adding} onClose={() => setAdding(false)} onMade={again} />
            <Confirm
                opened={revoked !== null}
                onClose={() => setRevoked(null)}
                title={translate("profile.keys.revoke_title", { name: revoked?.name ?? "" })}
                submit={translate("profile.keys.revoke")}
                danger
                onConfirm={async () => {
                    await request<null>(`/api/me/keys/${revoked?.id}/`, { method: "DELETE" });
                    notify("profile.keys.revoked", { type: "success" });
                    await again();
                }}
            >
                {translate("profile.keys.revoke_text")}
            </Confirm>
        </Part>
    );
}
