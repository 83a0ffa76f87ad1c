// A made-up company to look around in, and its way out again; for administrators.
import { Alert, Button, Group, Modal, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNotify, useTranslate } from "ra-core";
import { useState } from "react";
import { request } from "../../api/http";
import type { Answer } from "../../api/types";
import { useMe } from "../../shell/signed_in";
import css from "../crm.module.css";

const key = ["customers", "sample-data"];
const filled = ["customers", "opportunities", "interactions"];

/** How many records of the made-up company there are. */
export function useSample(): number | undefined {
    const me = useMe();
    return useQuery({
        queryKey: key,
        queryFn: () => request<Answer<"/api/sample-data/">>("/api/sample-data/"),
        enabled: me.role === "admin",
        staleTime: 60_000,
    }).data?.records;
}

function useSampleChange(method: "POST" | "DELETE", said: string) {
    const client = useQueryClient();
    const notify = useNotify();
    return useMutation({
        mutationFn: () => request("/api/sample-data/", { method }),
        onSuccess: async () => {
            await Promise.all(filled.map((resource) => client.invalidateQueries({ queryKey: [resource] })));
            notify(said, { type: "success" });
        },
        onError: (error) => notify(error.message, { type: "error" }),
    });
}

export function SampleButton() {
    const translate = useTranslate();
    const known = useSample() !== undefined;
    const fill = useSampleChange("POST", "home.sample.filled");
    if (!known) return null;
    return (
        <Group gap="sm">
            <Button
                className={css.tap}
                variant="default"
                leftSection={<IconFlask size={16} />}
                loading={fill.isPending}
                onClick={() => fill.mutate()}
            >
                {translate("home.sample.fill")}
            </Button>
            <Text size="sm" c="dimmed">
                {translate("home.sample.why")}
            </Text>
        </Group>
    );
}

export function SampleBanner() {
    const translate = useTranslate();
    const records = useSample();
    const [asked, setAsked] = useState(false);
    const remove = useSampleChange("DELETE", "home.sample.removed");
    if (!records) return null;
    return (
        <Alert color="gray" icon={<IconFlask size={18} />} py="xs" role="note">
            <Group justify="space-between" gap="xs" c="var(--mantine-color-text)">
                <Text>{translate("home.sample.shown")}</Text>
                <Button className={css.tap} size="compact-md" variant="default" onClick={() => setAsked(true)}>
                    {translate("home.sample.remove")}
                </Button>
            </Group>
            <Modal
                opened={asked}
                onClose={() => setAsked(false)}
                title={translate("home.sample.ask_title")}
                closeButtonProps={{ "aria-label": translate("app.close") }}
            >
                <Text mb="md" c="var(--mantine-color-text)">
                    {translate("home.sample.ask", { smart_count: records })}
                </Text>
                <Group justify="flex-end">
                    <Button variant="default" onClick={() => setAsked(false)}>
                        {translate("app.cancel")}
                    </Button>
                    <Button
                        data-autofocus
                        loading={remove.isPending}
                        onClick={() => remove.mutate(undefined, { onSettled: () => setAsked(false) })}
                    >
                        {translate("home.sample.remove")}
                    </Button>
                </Group>
            </Modal>
        </Alert>
    );
}
