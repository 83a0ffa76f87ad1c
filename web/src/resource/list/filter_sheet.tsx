// A phone's sheet with the order and the filters of a list.
import { Accordion, Button, Drawer, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useState } from "react";
import { useFormats } from "../../i18n/format";
import { type Description, useLabels } from "../description";
import { FilterEditor } from "./filter_editor";
import { FilterText } from "./filter_text";
import { filterable, filtered } from "./filters";
import type { List } from "./list";

interface Props {
    description: Description;
    list: List;
    opened: boolean;
    onClose: () => void;
}

export default function FilterSheet({ description, list, opened, onClose }: Props) {
    const translate = useTranslate();
    const labels = useLabels();
    const formats = useFormats();
    const filters = list.filters;
    const { sort, total, exact } = list;
    const [edited, setEdited] = useState<string | null>(null);
    const asked = filtered(description, filters);
    const change = list.setFilters;
    const clear = () => {
        setEdited(null);
        change({});
    };
    const orderings = description.orderings
        .filter((name) => name !== "id")
        .map((name) => description.fields.find((field) => field.name === name))
        .filter((field) => field !== undefined);
    const shown = total === undefined ? "" : formats.number(total) + (exact ? "" : "+");
    return (
        <Drawer
            opened={opened}
            onClose={onClose}
            position="bottom"
            size="85dvh"
            title={translate("list.filter_and_sort")}
            closeButtonProps={{ "aria-label": translate("app.close"), size: 44 }}
        >
            <Stack gap="md">
                <Group grow gap="xs" align="flex-end">
                    <NativeSelect
                        label={translate("list.sort_by")}
                        size="md"
                        value={sort.field}
                        onChange={(event) => list.setSort({ field: event.currentTarget.value, order: sort.order })}
                        data={orderings.map((field) => ({ value: field.name, label: labels.field(field) }))}
                    />
                    <NativeSelect
                        label={translate("list.order")}
                        size="md"
                        value={sort.order}
                        onChange={(event) =>
                            list.setSort({ field: sort.field, order: event.currentTarget.value as "ASC" | "DESC" })
                        }
                        data={[
                            { value: "ASC", label: translate("list.ascending") },
                            { value: "DESC", label: translate("list.descending") },
                        ]}
                    />
                </Group>
                <Accordion variant="contained" chevronPosition="right" value={edited} onChange={setEdited}>
                    {filterable(description).map((field) => (
                        <Accordion.Item key={field.name} value={field.name}>
                            <Accordion.Control>
                                <Text fw={500}>{labels.field(field)}</Text>
                                {asked.includes(field) && (
                                    <Text size="sm" c="var(--mantine-color-anchor)" className="clip">
                                        <FilterText {...{ description, field, filters }} />
                                    </Text>
                                )}
                            </Accordion.Control>
                            <Accordion.Panel>
                                {edited === field.name && (
                                    <FilterEditor
                                        {...{ description, field, filters }}
                                        onChange={change}
                                        onDone={() => setEdited(null)}
                                    />
                                )}
                            </Accordion.Panel>
                        </Accordion.Item>
                    ))}
                </Accordion>
                <Group
                    grow
                    pos="sticky"
                    bottom={0}
                    py="sm"
                    style={{ background: "var(--mantine-color-body)", zIndex: 1 }}
                >
                    <Button variant="default" h={44} disabled={!list.filtered} onClick={clear}>
                        {translate("list.clear")}
                    </Button>
                    <Button h={44} onClick={onClose}>
                        {translate("list.show", { count: shown })}
                    </Button>
                </Group>
            </Stack>
        </Drawer>
    );
}
