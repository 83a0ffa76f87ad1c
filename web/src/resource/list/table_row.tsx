// One row of the table: all of it leads to the record, as its first cell does by a link.
import { memo, type MouseEvent, type ReactNode } from "react";
import { useTranslate } from "ra-core";
import { Link, useNavigate } from "react-router-dom";
import type { Row } from "../../api/data_provider";
import { type Field, recordName, useDescription } from "../description";
import { Cell } from "./cell";
import { isNumeric, nameField } from "./columns";
import css from "./list.module.css";

interface Props {
    resource: string;
    record: Row;
    index?: number; // among all rows, of which some are not drawn
    columns: readonly Field[];
    selected?: boolean;
    onToggle?: (id: number, to_here?: boolean) => void;
}

const own_click = "a, button, input, label";
const title_from = 18; // characters: shorter texts are not cut off

export const TableRow = memo(function TableRow({ resource, record, index, columns, selected, onToggle }: Props) {
    const translate = useTranslate();
    const navigate = useNavigate();
    const description = useDescription(resource);
    const address = `/${resource}/${record.id}`;
    const name = recordName(description, record);
    const names = description && nameField(description)?.name;

    const open = (event: MouseEvent) => {
        if ((event.target as Element).closest(own_click) || event.button > 1) return;
        if (event.ctrlKey || event.metaKey || event.button === 1) window.open(address, "_blank", "noopener");
        // Whoever marked some text wants to copy it.
        else if (!window.getSelection()?.toString()) void navigate(address);
    };
    const content = (field: Field, at: number): ReactNode => {
        const cell = field.name === names ? name : <Cell {...{ resource, field, record }} linked={at === 0} />;
        return at === 0 ? (
            <Link to={address} className={css.name} data-open>
                {cell}
            </Link>
        ) : (
            cell
        );
    };
    return (
        <tr
            data-row={record.id}
            data-selected={selected || undefined}
            aria-rowindex={index === undefined ? undefined : index + 2}
            onClick={open}
            onAuxClick={open}
            // The wheel's own scrolling would begin with the button.
            onMouseDown={(event) => event.button === 1 && event.preventDefault()}
        >
            {onToggle && (
                <td className={css.mark}>
                    <label className={css.check}>
                        <input
                            type="checkbox"
                            aria-label={translate("list.select", { name })}
                            checked={selected ?? false}
                            onChange={(event) => onToggle(record.id, (event.nativeEvent as PointerEvent).shiftKey)}
                        />
                    </label>
                </td>
            )}
            {columns.map((field, at) => {
                const value: unknown = record[field.name];
                const text =
                    (field.type === "text" || field.type === "email") && typeof value === "string" ? value : "";
                return (
                    <td
                        key={field.name}
                        className={isNumeric(field) ? css.number : undefined}
                        title={text.length > title_from ? text.slice(0, 300) : undefined}
                    >
                        {content(field, at)}
                    </td>
                );
            })}
        </tr>
    );
});
