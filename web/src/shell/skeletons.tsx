// What stands where something is still loading: its shape, never a blank.
import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useTranslate } from "ra-core";

export function Skeletons({ rows = 8 }: { rows?: number }) {
    const translate = useTranslate();
    return (
        <Stack gap="sm" p="lg" aria-busy="true">
            <VisuallyHidden role="status">{translate("app.loading")}</VisuallyHidden>
            <Skeleton height={28} width="30%" />
            {Array.from({ length: rows }, (_, row) => (
                <Skeleton key={row} height={20} />
            ))}
        </Stack>
    );
}
