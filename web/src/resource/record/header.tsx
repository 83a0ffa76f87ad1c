// The head of a record's page: its name, since when it is there, and what can be done with it.
import { ActionIcon, Anchor, Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPencil, IconTrash } from "@tabler/icons-react";
import { useNotify, useTranslate } from "ra-core";
import { Link, useNavigate } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { PageTitle } from "../../shell/page_title";
import { useDeletion } from "../deletion";
import { may, recordName, useLabels } from "../description";
import { lastList } from "../list/address";
import { type RecordProps, specialOf } from "../registry";
import { useNeighbours } from "./neighbours";
import css from "./record.module.css";

export function RecordHeader({ description, record, onEdit }: RecordProps & { onEdit?: () => void }) {
    const translate = useTranslate();
    const labels = useLabels();
    const formats = useFormats();
    const notify = useNotify();
    const navigate = useNavigate();
    const removeMany = useDeletion(description.name);
    const { previous, next } = useNeighbours(description.name, record.id);
    const Actions = specialOf(description.name).Actions;
    const list = `/${description.name}`;
    const noun = labels.one(description);
    const named = recordName(description, record);
    const remove = () =>
        removeMany([record.id], () => {
            notify("record.deleted", { type: "info", undoable: true, messageArgs: { name: named } });
            void navigate(lastList(description.name));
        });
    const { created_at: created, updated_at: updated } = record;
    const time = (at: string, text: string) => (
        <time dateTime={at} title={formats.time(at)}>
            {translate(text, { ago: formats.ago(at) })}
        </time>
    );
    const leaf = (to: number | undefined, text: string, key: string, Icon: typeof IconChevronLeft) =>
        to === undefined ? (
            <ActionIcon variant="default" aria-label={translate(text)} disabled>
                <Icon size={18} />
            </ActionIcon>
        ) : (
            <ActionIcon
                variant="default"
                component={Link}
                to={`${list}/${to}`}
                aria-label={translate(text)}
                aria-keyshortcuts={key}
            >
                <Icon size={18} />
            </ActionIcon>
        );
    return (
        <header>
            <Group justify="space-between" wrap="nowrap" mb={4}>
                <Anchor component={Link} to={lastList(description.name)} size="sm">
                    {labels.many(description)}
                </Anchor>
                {(previous !== undefined || next !== undefined) && (
                    <Group gap={4} wrap="nowrap" className={css.leaf}>
                        {leaf(previous, "record.previous", "[", IconChevronLeft)}
                        {leaf(next, "record.next", "]", IconChevronRight)}
                    </Group>
                )}
            </Group>
            <div className={css.head}>
                <div className={css.names}>
                    <PageTitle>{named}</PageTitle>
                    <Text size="sm" c="dimmed">
                        {noun}
                        {updated !== created && <> · {time(updated, "record.updated")}</>} ·{" "}
                        {time(created, "record.created")}
                    </Text>
                </div>
                <div className={css.actions}>
                    {Actions && <Actions description={description} record={record} />}
                    {onEdit && may(description, "update") && (
                        <Button
                            variant="default"
                            leftSection={<IconPencil size={16} />}
                            onClick={onEdit}
                            aria-keyshortcuts="e"
                        >
                            {translate("app.edit")}
                        </Button>
                    )}
                    {may(description, "delete") && (
                        <Button variant="default" leftSection={<IconTrash size={16} />} onClick={remove}>
                            {translate("app.delete")}
                        </Button>
                    )}
                </div>
            </div>
        </header>
    );
}
