// Is the open record still there? Says so when somebody deleted it, and what can be done now.
import { Alert, Button, Group } from "@mantine/core";
import { IconTrashOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { Link } from "react-router-dom";
import { isLeaving } from "../../api/cache";
import { request } from "../../api/http";
import { watchChanges } from "../../api/live";
import type { Change, Page } from "../../api/types";
import { useFormats } from "../../i18n/format";
import { may, useLabels, writable } from "../description";
import type { RecordProps } from "../registry";
import { useActor } from "./actor";

/** What was done to a record by others since its page was opened, the last of it. */
export function useLastChange(resource: string, id: number): Change | undefined {
    const [last, setLast] = useState<Change>();
    useEffect(
        () =>
            watchChanges((change) => {
                if (change.resource === resource && change.record === id && !isLeaving(resource, id)) setLast(change);
            }),
        [resource, id],
    );
    return last;
}

export function Gone({ description, record }: RecordProps) {
    const translate = useTranslate();
    const formats = useFormats();
    const labels = useLabels();
    const { data } = useQuery({
        queryKey: [description.name, "deletion", record.id],
        queryFn: () => request<Page<Change>>(`/api/${description.name}/${record.id}/history/?page_size=1`),
    });
    const deletion = data?.results.find(({ action }) => action === "delete");
    const actor = useActor(deletion);
    const values = Object.fromEntries(writable(description).map(({ name }) => [name, record[name]]));
    return (
        <Alert color="red" role="alert" icon={<IconTrashOff size={18} />} title={translate("record.gone.title")}>
            {deletion
                ? translate("record.gone.by", {
                      actor: actor ?? translate("record.somebody"),
                      ago: formats.ago(deletion.at),
                  })
                : translate("record.gone.unknown")}{" "}
            {translate("record.gone.what_now")}
            <Group gap="xs" mt="sm">
                <Button component={Link} to={`/${description.name}`} variant="default">
                    {translate("record.gone.to_list", { name: labels.many(description) })}
                </Button>
                {may(description, "create") && (
                    <Button component={Link} to={`/${description.name}/new`} state={{ values }} variant="default">
                        {translate("record.gone.again")}
                    </Button>
                )}
            </Group>
        </Alert>
    );
}
