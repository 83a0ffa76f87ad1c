// The page on which a record is made; the address can bring values, `?title=Rollout`.
import { Anchor, Paper, Stack } from "@mantine/core";
import { useNotify } from "ra-core";
import { Link, useLocation, useNavigate, useSearchParams } from "react-router-dom";
import { PageTitle } from "../../shell/page_title";
import { type Description, may, recordName, useLabels } from "../description";
import { type Values, valuesOf } from "./form_values";
import { RecordForm } from "./record_form";

export function CreatePage({ description }: { description: Description }) {
    const labels = useLabels();
    const notify = useNotify();
    const navigate = useNavigate();
    const { state, key } = useLocation();
    const [search] = useSearchParams();
    const brought = (state as { values?: Values } | null)?.values;
    const list = `/${description.name}`;
    // The first page of a tab has nothing to go back to.
    const leave = () => void (key === "default" ? navigate(list) : navigate(-1));
    return (
        <Stack p={{ base: "md", sm: "lg" }} gap="md" maw={960}>
            <div>
                {may(description, "read") && (
                    <Anchor component={Link} to={list} size="sm">
                        {labels.many(description)}
                    </Anchor>
                )}
                <PageTitle>{labels.fresh(description)}</PageTitle>
            </div>
            <Paper p="md">
                <RecordForm
                    key={search.toString()}
                    description={description}
                    given={{ ...valuesOf(description, search), ...brought }}
                    onSaved={(row) => {
                        notify("form.created", {
                            type: "success",
                            messageArgs: { name: recordName(description, row) },
                        });
                        void navigate(`${list}/${row.id}`, { replace: true });
                    }}
                    onCancel={leave}
                />
            </Paper>
        </Stack>
    );
}
