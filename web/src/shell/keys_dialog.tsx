// The list of all keys.
import { Anchor, Box, Group, Kbd, Modal, SimpleGrid, Text, Title } from "@mantine/core";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { useActions } from "./actions";
import { useAfterMount } from "./after_mount";
import type { Item } from "./menu";
import { control } from "./platform";
import { useSingleKeys } from "./single_keys";

interface Line {
    label: string;
    keys: string[]; // all of them, one after the other or together
    between?: "then" | "or" | "with";
}

function Lines({ title, lines }: { title: string; lines: Line[] }) {
    const translate = useTranslate();
    return (
        <Box component="section">
            <Title order={3} mb={4}>
                {title}
            </Title>
            <dl className="crm-keys">
                {lines.map(({ label, keys, between = "with" }) => (
                    <div key={label}>
                        <dt>{label}</dt>
                        <dd>
                            {keys.map((key, at) => (
                                <span key={key}>
                                    {at > 0 && (
                                        <Text span size="xs" c="dimmed" mx={4}>
                                            {between === "with" ? "+" : translate(`keys.${between}`)}
                                        </Text>
                                    )}
                                    <Kbd>{key}</Kbd>
                                </span>
                            ))}
                        </dd>
                    </div>
                ))}
            </dl>
        </Box>
    );
}

interface Shown {
    opened: boolean;
    onClose: () => void;
    places: Item[];
}

export default function KeysDialog({ opened, onClose, places }: Shown) {
    const translate = useTranslate();
    const on = useSingleKeys();
    const actions = useActions().filter(({ key }) => key);
    const everywhere: Line[] = [
        { label: translate("keys.search"), keys: [control, "K"] },
        { label: translate("keys.help"), keys: ["?"] },
        { label: translate("keys.new_here"), keys: ["C"] },
        ...actions.map(({ label, key = "" }) => ({ label: translate(label), keys: [key.toUpperCase()] })),
        { label: translate("keys.undo"), keys: [control, "Z"] },
    ];
    const go: Line[] = places
        .filter(({ key }) => key)
        .map(({ label, key = "" }) => ({ label, keys: ["G", key.toUpperCase()], between: "then" }));
    const lists: Line[] = [
        { label: translate("keys.list_search"), keys: ["/"] },
        { label: translate("keys.next"), keys: ["J", "↓"], between: "or" },
        { label: translate("keys.previous"), keys: ["K", "↑"], between: "or" },
        { label: translate("keys.select"), keys: ["X"] },
        { label: translate("keys.open"), keys: ["Enter"] },
    ];
    return (
        <Modal
            opened={useAfterMount(opened)}
            onClose={onClose}
            size="lg"
            title={translate("keys.title")}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl" verticalSpacing="md">
                <Lines title={translate("keys.everywhere")} lines={everywhere} />
                <Lines title={translate("keys.go")} lines={go} />
                <Lines title={translate("keys.lists")} lines={lists} />
            </SimpleGrid>
            <Group mt="lg" gap={6}>
                <Text size="sm" c="dimmed">
                    {translate(on ? "keys.on" : "keys.off")}
                </Text>
                <Anchor component={Link} to="/profile#keys" size="sm" onClick={onClose}>
                    {translate("keys.to_profile")}
                </Anchor>
            </Group>
        </Modal>
    );
}
