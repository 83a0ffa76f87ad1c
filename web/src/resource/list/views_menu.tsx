// The saved views of a list, to choose from, and to keep what is on the screen as one.
import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { IconBookmark, IconCheck, IconChevronDown, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useNotify, useTranslate } from "ra-core";
import { type FormEvent, useState } from "react";
import { type Description, useLabels } from "../description";
import type { Columns } from "./columns";
import type { List } from "./list";
import { useViews } from "./views";

interface Props {
    description: Description;
    list: List;
    columns: Columns;
    phone: boolean;
}

const longest = 60; // characters

export function ViewsMenu({ description, list, columns, phone }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const notify = useNotify();
    const views_label = translate("list.views");
    const { views, current, open, save, rename, remove } = useViews(description, list, columns);
    const [asking, setAsking] = useState<"save" | "rename" | null>(null);
    const [name, setName] = useState("");
    const ask = (what: "save" | "rename") => {
        setName(what === "rename" ? (current?.name ?? "") : "");
        setAsking(what);
    };
    const submit = (event: FormEvent) => {
        event.preventDefault();
        const wanted = name.trim();
        if (!wanted) return;
        if (asking === "rename" && current) rename(current, wanted);
        else save(wanted);
        setAsking(null);
        notify("list.view_saved", { type: "success", messageArgs: { name: wanted } });
    };
    return (
        <>
            <Menu position="bottom-start" width={250} withinPortal={false}>
                <Menu.Target>
                    {phone ? (
                        <ActionIcon
                            variant={current ? "light" : "subtle"}
                            size={44}
                            aria-label={current ? `${views_label}: ${current.name}` : views_label}
                        >
                            <IconBookmark size={20} />
                        </ActionIcon>
                    ) : (
                        <Button
                            variant="subtle"
                            px="xs"
                            leftSection={<IconBookmark size={16} aria-hidden />}
                            rightSection={<IconChevronDown size={14} aria-hidden />}
                            aria-label={current ? `${views_label}: ${current.name}` : undefined}
                        >
                            {current?.name ?? views_label}
                        </Button>
                    )}
                </Menu.Target>
                <Menu.Dropdown>
                    <Menu.Item onClick={() => open(null)}>
                        {translate("list.all_of", { name: labels.many(description) })}
                    </Menu.Item>
                    {views.map((view) => (
                        <Menu.Item
                            key={view.name}
                            onClick={() => open(view)}
                            fw={view === current ? 650 : undefined}
                            rightSection={view === current ? <IconCheck size={16} /> : null}
                        >
                            {view.name}
                        </Menu.Item>
                    ))}
                    <Menu.Divider />
                    {!current && (
                        <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => ask("save")}>
                            {translate("list.save_view")}
                        </Menu.Item>
                    )}
                    {current && (
                        <>
                            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => ask("rename")}>
                                {translate("list.rename_view")}
                            </Menu.Item>
                            <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => remove(current)}>
                                {translate("list.delete_view")}
                            </Menu.Item>
                        </>
                    )}
                </Menu.Dropdown>
            </Menu>
            <Modal
                opened={asking !== null}
                onClose={() => setAsking(null)}
                title={translate(asking === "rename" ? "list.rename_view" : "list.save_view")}
                closeButtonProps={{ "aria-label": translate("app.close") }}
            >
                <form onSubmit={submit}>
                    <Stack>
                        <TextInput
                            label={translate("list.view_name")}
                            description={asking === "save" ? translate("list.view_hint") : undefined}
                            value={name}
                            onChange={(event) => setName(event.currentTarget.value)}
                            maxLength={longest}
                            autoComplete="off"
                            data-autofocus
                            required
                        />
                        <Group justify="flex-end">
                            <Button variant="default" onClick={() => setAsking(null)}>
                                {translate("app.cancel")}
                            </Button>
                            <Button type="submit">{translate("app.save")}</Button>
                        </Group>
                    </Stack>
                </form>
            </Modal>
        </>
    );
}
