// What stands above the table: search, filters, columns, export.
import { ActionIcon, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type Description, useLabels } from "../description";
import type { Columns } from "./columns";
import { ColumnsMenu } from "./columns_menu";
import { FilterChips } from "./filter_chips";
import type { List } from "./list";
import { SearchBox } from "./search_box";

interface Props {
    description: Description;
    list: List;
    columns: Columns;
    onExport: () => void;
    exporting: boolean;
}

export function Toolbar({ description, list, columns, onExport, exporting }: Props) {
    const translate = useTranslate();
    const name = useLabels().many(description);
    return (
        <Group gap="xs" wrap="nowrap" align="flex-start" justify="space-between">
            <Group gap="xs">
                {description.searchable && (
                    <SearchBox list={list} label={translate("list.search", { name })} phone={false} />
                )}
                <FilterChips {...{ description, list }} />
            </Group>
            <Group gap="xs" wrap="nowrap">
                <ColumnsMenu {...{ description, columns }} />
                <ActionIcon
                    variant="default"
                    size={36}
                    aria-label={translate("list.export")}
                    title={translate("list.export")}
                    loading={exporting}
                    onClick={onExport}
                >
                    <IconDownload size={18} />
                </ActionIcon>
            </Group>
        </Group>
    );
}
