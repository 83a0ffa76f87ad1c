// Instead of the toolbar while rows are marked: what can be done with them.
import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconPencil, IconTrash, IconX } from "@tabler/icons-react";
import { useNotify, useTranslate } from "ra-core";
import { lazy, Suspense, useState } from "react";
import { useFormats } from "../../i18n/format";
import { useDeletion } from "../deletion";
import { type Description, may } from "../description";
import { bulkFields } from "./bulk_fields";
import type { List } from "./list";
import type { Selection } from "./selection";
import { select_all } from "./table";

const BulkEdit = lazy(() => import("./bulk_edit"));

interface Props {
    description: Description;
    list: List;
    selection: Selection;
    phone: boolean;
    onEnd: () => void;
}

const focusTable = () => setTimeout(() => document.getElementById(select_all)?.focus());

export function BulkBar({ description, list, selection, phone, onEnd }: Props) {
    const translate = useTranslate();
    const formats = useFormats();
    const notify = useNotify();
    const [editing, setEditing] = useState(false);
    const removeMany = useDeletion(description.name);
    const count = selection.ids.size;
    const end = () => {
        onEnd();
        focusTable();
    };
    const remove = () =>
        removeMany([...selection.ids], () => {
            notify("ra.notification.deleted", { type: "info", undoable: true, messageArgs: { smart_count: count } });
            end();
        });
    const height = phone ? 44 : undefined;
    return (
        <Group gap="xs" wrap="nowrap" justify="space-between" mih={36}>
            <Group gap="xs" wrap="nowrap">
                <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={phone ? 44 : 36}
                    aria-label={translate("list.unselect")}
                    onClick={end}
                >
                    <IconX size={18} />
                </ActionIcon>
                <Text fw={600}>{translate("list.selected", { smart_count: count, count: formats.number(count) })}</Text>
                {!phone && count < list.rows.length && (
                    <Button variant="subtle" onClick={selection.all}>
                        {translate("list.select_loaded", { count: formats.number(list.rows.length) })}
                    </Button>
                )}
            </Group>
            <Group gap="xs" wrap="nowrap">
                {may(description, "update") && bulkFields(description).length > 0 && (
                    <Button
                        variant="default"
                        h={height}
                        disabled={count === 0}
                        leftSection={<IconPencil size={16} aria-hidden />}
                        onClick={() => setEditing(true)}
                    >
                        {translate("app.edit")}
                    </Button>
                )}
                {may(description, "delete") && (
                    <Button
                        variant="default"
                        c={count > 0 ? "var(--mantine-color-error)" : undefined}
                        h={height}
                        disabled={count === 0}
                        leftSection={<IconTrash size={16} aria-hidden />}
                        onClick={remove}
                    >
                        {translate("app.delete")}
                    </Button>
                )}
            </Group>
            <Suspense fallback={null}>
                {editing && (
                    <BulkEdit
                        description={description}
                        rows={list.rows.filter(({ id }) => selection.ids.has(id))}
                        onClose={() => setEditing(false)}
                        onDone={end}
                    />
                )}
            </Suspense>
        </Group>
    );
}
