// What the server says of a form as a whole.
import { Alert } from "@mantine/core";
import type { Sending } from "./form";

export function FormError({ form }: { form: Sending }) {
    return (
        form.error && (
            <Alert color="red" role="alert">
                {form.error}
            </Alert>
        )
    );
}
