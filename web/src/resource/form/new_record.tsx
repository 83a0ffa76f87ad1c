// A dialog in which a record is made without leaving the page.
import type { Row } from "../../api/data_provider";
import { type Description, useLabels } from "../description";
import { FormDialog } from "./form_dialog";
import type { Values } from "./form_values";
import { RecordForm } from "./record_form";

export interface NewRecordProps {
    description: Description;
    given?: Values;
    onSaved: (row: Row) => void;
    onClose: () => void;
}

export default function NewRecord({ description, given, onSaved, onClose }: NewRecordProps) {
    const title = useLabels().fresh(description);
    return (
        <FormDialog title={title} onClose={onClose}>
            <RecordForm
                description={description}
                given={given}
                onSaved={(row) => {
                    onSaved(row);
                    onClose();
                }}
                onCancel={onClose}
            />
        </FormDialog>
    );
}
