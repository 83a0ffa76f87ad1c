// What stands above the cards on a phone: search, a sheet with filters and order, and what is rarer.
import { ActionIcon, Group, Indicator, Menu } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconDotsVertical, IconDownload, IconListCheck } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { lazy, Suspense, useState } from "react";
import { type Description, useLabels } from "../description";
import { filtered, unknownFilters } from "./filters";
import type { List } from "./list";
import { SearchBox } from "./search_box";

const FilterSheet = lazy(() => import("./filter_sheet"));

interface Props {
    description: Description;
    list: List;
    onExport: () => void;
    onMark?: () => void; // begins marking rows
}

export function PhoneToolbar({ description, list, onExport, onMark }: Props) {
    const translate = useTranslate();
    const name = useLabels().many(description);
    const [sheet, setSheet] = useState<"" | "open" | "closed">("");
    const filters = list.filters;
    const count = filtered(description, filters).length + unknownFilters(description, filters).length;
    const label = translate("list.filter_and_sort");
    return (
        <Group gap={6} wrap="nowrap">
            {description.searchable && <SearchBox list={list} label={translate("list.search", { name })} phone />}
            <Indicator label={count} size={18} disabled={count === 0} offset={6}>
                <ActionIcon
                    variant="default"
                    size={44}
                    aria-label={count > 0 ? `${label} (${count})` : label}
                    aria-haspopup="dialog"
                    onClick={() => setSheet("open")}
                >
                    <IconAdjustmentsHorizontal size={20} />
                </ActionIcon>
            </Indicator>
            <Menu position="bottom-end" width={230} withinPortal={false} styles={{ item: { minHeight: 44 } }}>
                <Menu.Target>
                    <ActionIcon variant="default" size={44} aria-label={translate("list.more")}>
                        <IconDotsVertical size={20} />
                    </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                    {onMark && (
                        <Menu.Item leftSection={<IconListCheck size={18} />} onClick={onMark}>
                            {translate("list.mark")}
                        </Menu.Item>
                    )}
                    <Menu.Item leftSection={<IconDownload size={18} />} onClick={onExport}>
                        {translate("list.export")}
                    </Menu.Item>
                </Menu.Dropdown>
            </Menu>
            <Suspense fallback={null}>
                {sheet && (
                    <FilterSheet
                        {...{ description, list }}
                        opened={sheet === "open"}
                        onClose={() => setSheet("closed")}
                    />
                )}
            </Suspense>
        </Group>
    );
}
