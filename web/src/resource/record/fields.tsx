// The fields of a record, each to be changed in its place; what cannot be changed is only shown.
import type { Row } from "../../api/data_provider";
import { type Description, isBookkeeping, useLabels } from "../description";
import { grouped, isWide } from "../form/form_values";
import { EditableField, Flash, isEditable, Shown } from "./editable_field";
import css from "./record.module.css";

export interface RecordFieldsProps {
    description: Description;
    record: Row;
    names?: readonly string[]; // only these, in this order
    locked?: boolean; // nothing can be changed any more
}

export function RecordFields({ description, record, names, locked }: RecordFieldsProps) {
    const labels = useLabels();
    const fields = names
        ? names.flatMap((name) => description.fields.filter((field) => field.name === name))
        : description.fields.filter((field) => !isBookkeeping(field) && (field.name in record || field.write_only));
    return (
        <dl className={css.fields}>
            {grouped(fields).map((group) => {
                const field = group[0]!;
                if (field.write_only && !isEditable(description, field)) return null;
                return (
                    <div key={field.name} data-wide={isWide(description, group)} data-field={field.name}>
                        <dt>{labels.field(field)}</dt>
                        <dd>
                            {isEditable(description, field) ? (
                                <EditableField
                                    description={description}
                                    record={record}
                                    fields={group}
                                    locked={locked}
                                />
                            ) : (
                                <div className={`${css.text} ${css.plain}`}>
                                    <Flash value={record[field.name]}>
                                        <Shown description={description} field={field} record={record} />
                                    </Flash>
                                </div>
                            )}
                        </dd>
                    </div>
                );
            })}
        </dl>
    );
}
