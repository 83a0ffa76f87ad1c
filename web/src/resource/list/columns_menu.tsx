// Which columns the table has, and in which order.
import { ActionIcon, Button, Checkbox, Group, Popover, ScrollArea, Stack, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type Description, type Field, useLabels } from "../description";
import { type Columns, nameField, possibleColumns } from "./columns";

export function ColumnsMenu({ description, columns }: { description: Description; columns: Columns }) {
    const translate = useTranslate();
    return (
        <Popover position="bottom-end" width={290} trapFocus returnFocus shadow="md">
            <Popover.Target>
                <ActionIcon
                    variant="default"
                    size={36}
                    aria-label={translate("list.columns")}
                    title={translate("list.columns")}
                >
                    <IconColumns3 size={18} />
                </ActionIcon>
            </Popover.Target>
            <Popover.Dropdown aria-label={translate("list.columns")} p="sm">
                <ColumnChoice {...{ description, columns }} />
            </Popover.Dropdown>
        </Popover>
    );
}

export function ColumnChoice({ description, columns }: { description: Description; columns: Columns }) {
    const translate = useTranslate();
    const labels = useLabels();
    const { shown, change } = columns;
    const first = nameField(description);
    const names = shown.map((field) => field.name);
    const others = possibleColumns(description).filter((field) => !shown.includes(field));
    const move = (at: number, by: number) => {
        const order = [...names];
        const [name] = order.splice(at, 1);
        if (name) order.splice(at + by, 0, name);
        change(order);
    };
    const line = (field: Field, at: number) => {
        const label = labels.field(field);
        const on = at >= 0;
        const fixed = field === first || (on && names.length === 1);
        const lowest = first && names[0] === first.name ? 1 : 0;
        return (
            <Group key={field.name} justify="space-between" wrap="nowrap" gap={4} mih={32}>
                <Checkbox
                    label={label}
                    checked={on}
                    disabled={fixed}
                    onChange={() => change(on ? names.filter((name) => name !== field.name) : [...names, field.name])}
                />
                {on && !fixed && (
                    <Group gap={2} wrap="nowrap">
                        <ActionIcon
                            variant="subtle"
                            color="gray"
                            size={28}
                            disabled={at <= lowest}
                            bg="transparent"
                            aria-label={translate("list.move_up", { name: label })}
                            onClick={() => move(at, -1)}
                        >
                            <IconArrowUp size={15} />
                        </ActionIcon>
                        <ActionIcon
                            variant="subtle"
                            color="gray"
                            size={28}
                            disabled={at === names.length - 1}
                            bg="transparent"
                            aria-label={translate("list.move_down", { name: label })}
                            onClick={() => move(at, 1)}
                        >
                            <IconArrowDown size={15} />
                        </ActionIcon>
                    </Group>
                )}
            </Group>
        );
    };
    return (
        <Stack gap="xs">
            <Text fw={600} size="sm">
                {translate("list.columns")}
            </Text>
            <ScrollArea.Autosize mah={380} type="auto" offsetScrollbars="present">
                {[...shown, ...others].map((field) => line(field, shown.indexOf(field)))}
            </ScrollArea.Autosize>
            <Button variant="subtle" size="compact-sm" onClick={() => change(null)}>
                {translate("list.columns_reset")}
            </Button>
        </Stack>
    );
}
