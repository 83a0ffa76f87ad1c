// Instead of what could not be loaded: why, and a button to try again.
import { Button, Group, Text } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useErrorText } from "./error_text";

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
    const translate = useTranslate();
    const errorText = useErrorText();
    return (
        <Group gap="sm" role="alert">
            <Text c="var(--mantine-color-error)">{errorText(error)}</Text>
            {retry && (
                <Button variant="default" onClick={retry}>
                    {translate("app.retry")}
                </Button>
            )}
        </Group>
    );
}
