// The rows as a table, of which only the part on the screen is drawn.
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useCallback } from "react";
import { type Description, type Field, useLabels } from "../description";
import { columnWidths, isNumeric } from "./columns";
import { ReferenceNames } from "../reference_names";
import type { List } from "./list";
import { useListKeys } from "./list_keys";
import css from "./list.module.css";
import { NextPage, SkeletonRows } from "./list_states";
import type { Selection } from "./selection";
import { TableRow } from "./table_row";
import { useVirtualRows } from "./virtual_rows";

export const select_all = "list-select-all";

interface HeadProps {
    description: Description;
    columns: readonly Field[];
    sort?: List["sort"];
    onSort?: (field: string) => void;
}

export function HeadCells({ description, columns, sort, onSort }: HeadProps) {
    const labels = useLabels();
    const { parts } = columnWidths(columns);
    return columns.map((field, at) => {
        const label = labels.field(field);
        const sorted = sort?.field === field.name;
        const Icon = !sorted ? IconArrowsSort : sort.order === "ASC" ? IconArrowUp : IconArrowDown;
        return (
            <th
                key={field.name}
                scope="col"
                className={isNumeric(field) ? css.number : undefined}
                style={{ width: `${(parts[at] ?? 0) * 100}%` }}
                aria-sort={sorted ? (sort.order === "ASC" ? "ascending" : "descending") : undefined}
            >
                {onSort && description.orderings.includes(field.name) ? (
                    <button type="button" className={css.sort} onClick={() => onSort(field.name)}>
                        <span className="clip">{label}</span>
                        <Icon size={13} stroke={2} className={sorted ? undefined : css.unsorted} aria-hidden />
                    </button>
                ) : (
                    label
                )}
            </th>
        );
    });
}

interface Props {
    description: Description;
    list: List;
    columns: readonly Field[];
    selection: Selection | null;
    label: string;
}

export function Table({ description, list, columns, selection, label }: Props) {
    const translate = useTranslate();
    const { rows, sort, setSort, isPending, isPlaceholderData, total, exact } = list;
    const { start, items, before, after, focusRow } = useVirtualRows(list, 2.5);
    useListKeys(list, selection, focusRow);
    const { ref, width } = useElementSize();
    const box = useMergedRef<HTMLDivElement>(ref);
    const { least } = columnWidths(columns);
    const wide = width > 0 && width < least;
    const onSort = useCallback(
        (field: string) => setSort({ field, order: sort.field === field && sort.order === "ASC" ? "DESC" : "ASC" }),
        [setSort, sort],
    );
    const names = {
        fields: columns,
        all_fields: description.fields,
        rows,
        from: items[0]?.index ?? 0,
        to: items.at(-1)?.index ?? 0,
    };
    const span = columns.length + (selection ? 1 : 0);
    const marked = selection?.ids.size ?? 0;
    return (
        <div ref={box} className={`${css.box} ${wide ? css.wide : ""}`}>
            <table
                className={css.table}
                style={wide ? { width: least } : undefined}
                aria-label={label}
                aria-rowcount={exact && total !== undefined ? total + 1 : -1}
                aria-busy={isPending || isPlaceholderData}
            >
                <thead>
                    <tr aria-rowindex={1}>
                        {selection && (
                            <th className={css.mark} scope="col">
                                <label className={css.check}>
                                    <input
                                        id={select_all}
                                        type="checkbox"
                                        aria-label={translate("list.select_all")}
                                        disabled={rows.length === 0}
                                        checked={marked > 0 && marked === rows.length}
                                        ref={(input) => {
                                            if (input) input.indeterminate = marked > 0 && marked < rows.length;
                                        }}
                                        onChange={() => (marked === rows.length ? selection.clear() : selection.all())}
                                    />
                                </label>
                            </th>
                        )}
                        <HeadCells {...{ description, columns, sort, onSort }} />
                    </tr>
                </thead>
                <tbody ref={start} className={isPlaceholderData ? css.stale : undefined}>
                    {before > 0 && !isPending && (
                        <tr aria-hidden className={css.spacer} style={{ height: before }}>
                            <td colSpan={span} />
                        </tr>
                    )}
                    <ReferenceNames {...names}>
                        {items.map(({ index }) => {
                            const record = isPending ? undefined : rows[index];
                            return (
                                record && (
                                    <TableRow
                                        key={record.id}
                                        resource={description.name}
                                        record={record}
                                        index={index}
                                        columns={columns}
                                        selected={selection?.ids.has(record.id) ?? false}
                                        onToggle={selection?.toggle}
                                    />
                                )
                            );
                        })}
                    </ReferenceNames>
                    {after > 0 && !isPending && (
                        <tr aria-hidden className={css.spacer} style={{ height: after }}>
                            <td colSpan={span} />
                        </tr>
                    )}
                    {isPending && <SkeletonRows rows={12} columns={span} />}
                    <NextPage list={list} columns={span} />
                </tbody>
            </table>
        </div>
    );
}
