// The page of one record: its fields, changed in place, and beside them what happened.
import { Alert, Button, Paper, Stack, VisuallyHidden } from "@mantine/core";
import { useGetOne, useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router-dom";
import { listedRecord } from "../../api/cache";
import type { Row } from "../../api/data_provider";
import { ApiError } from "../../api/errors";
import { useDrawn } from "../../shell/drawn";
import { MissingPage } from "../../shell/error_pages";
import { PageTitle } from "../../shell/page_title";
import { takesSingleKeys } from "../../shell/single_keys";
import { Skeletons } from "../../shell/skeletons";
import { WhenNear } from "../when_near";
import { type Description, may, recordName, useLabels } from "../description";
import { useErrorText } from "../error_text";
import { FormDialog } from "../form/form_dialog";
import { RecordForm } from "../form/record_form";
import { specialOf } from "../registry";
import { Together } from "../together";
import { useActor } from "./actor";
import { RecordFields } from "./fields";
import { Gone, useLastChange } from "./gone";
import { RecordHeader } from "./header";
import { History } from "./history";
import { useNeighbours } from "./neighbours";
import css from "./record.module.css";

export { EditableField } from "./editable_field";
export { RecordFields } from "./fields";
export { RecordHeader } from "./header";
export { History } from "./history";

const is_missing = (error: unknown) => error instanceof ApiError && (error.status === 404 || error.status === 403);

export function RecordPage({ description, id }: { description: Description; id: number }) {
    const resource = description.name;
    const translate = useTranslate();
    const labels = useLabels();
    const errorText = useErrorText();
    const {
        data: record,
        error,
        refetch,
    } = useGetOne<Row, Error>(resource, { id }, { placeholderData: () => listedRecord(resource, id) });
    const drawn = useDrawn(record !== undefined);
    const last = useLastChange(resource, id);
    const actor = useActor(last);
    const [editing, setEditing] = useState(false);
    const gone = last?.action === "delete" || is_missing(error);
    const editable = may(description, "update") && !gone;
    useKeys(resource, id, editable ? () => setEditing(true) : undefined);

    if (!record && is_missing(error)) return <MissingPage record />;
    if (!record && error)
        return (
            <Stack p="lg" align="flex-start">
                <PageTitle>{labels.one(description)}</PageTitle>
                <Alert color="red" role="alert">
                    {errorText(error)}
                </Alert>
                <Button onClick={() => void refetch()}>{translate("app.retry")}</Button>
            </Stack>
        );
    if (!record || !drawn) return <Skeletons />;
    const shown = gone ? { ...description, may: description.may.filter((act) => act === "read") } : description;
    const Aside = specialOf(resource).Aside;
    const name = recordName(description, record);
    return (
        <div className={css.page}>
            {gone && <Gone description={description} record={record} />}
            <RecordHeader description={shown} record={record} onEdit={() => setEditing(true)} />
            <VisuallyHidden role="status">
                {last?.action === "update" &&
                    translate("record.live", {
                        actor: actor ?? translate("record.somebody"),
                        fields: description.fields
                            .filter((field) => field.name in last.after)
                            .map(labels.field)
                            .join(", "),
                    })}
            </VisuallyHidden>
            <div className={css.columns}>
                <Paper p="md" component="section" aria-label={translate("record.fields")}>
                    <RecordFields description={description} record={record} locked={gone} />
                </Paper>
                <WhenNear title={translate("record.history.title")}>
                    <Together>
                        <div className={css.column}>
                            {Aside && <Aside description={shown} record={record} />}
                            <WhenNear title={translate("record.history.title")}>
                                <History description={description} record={record} />
                            </WhenNear>
                        </div>
                    </Together>
                </WhenNear>
            </div>
            {editing && (
                <FormDialog title={translate("record.edit", { name })} onClose={() => setEditing(false)}>
                    <RecordForm
                        description={description}
                        record={record}
                        onSaved={() => setEditing(false)}
                        onCancel={() => setEditing(false)}
                    />
                </FormDialog>
            )}
        </div>
    );
}

/** `e` opens the form, `[` and `]` lead to the records before and after. */
function useKeys(resource: string, id: number, edit: (() => void) | undefined): void {
    const navigate = useNavigate();
    const { previous, next } = useNeighbours(resource, id);
    useEffect(() => {
        const press = (event: KeyboardEvent) => {
            if (!takesSingleKeys(event)) return;
            const to = event.key === "[" ? previous : event.key === "]" ? next : undefined;
            if (to !== undefined) void navigate(`/${resource}/${to}`);
            else if (event.key === "e" && edit) edit();
            else return;
            event.preventDefault();
        };
        addEventListener("keydown", press);
        return () => removeEventListener("keydown", press);
    });
}
