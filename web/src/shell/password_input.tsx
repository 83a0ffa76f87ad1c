// A password's field: it can be shown, and says when caps lock is on.
import { PasswordInput as Input, type PasswordInputProps, Group, Text } from "@mantine/core";
import { IconArrowBigUpLine } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type KeyboardEvent, useState } from "react";
import type { Sending } from "./form";

export function PasswordInput(props: PasswordInputProps) {
    const translate = useTranslate();
    const [caps, setCaps] = useState(false);
    const watch = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
    return (
        <div onKeyUp={watch} onKeyDown={watch} onBlur={() => setCaps(false)}>
            <Input
                withAsterisk={false}
                visibilityToggleButtonProps={{ "aria-label": translate("profile.password.show") }}
                aria-invalid={props.error ? true : undefined}
                {...props}
            />
            <div role="status">
                {caps && (
                    <Group gap={6} mt={4} wrap="nowrap">
                        <IconArrowBigUpLine size={16} aria-hidden />
                        <Text size="xs" fw={600}>
                            {translate("app.signin.caps")}
                        </Text>
                    </Group>
                )}
            </div>
        </div>
    );
}

interface NewPasswordProps extends Omit<PasswordInputProps, "form" | "onChange"> {
    form: Sending;
    name?: string; // the API's
    value: string;
    onChange: (value: string) => void;
}

/** For a password that is being chosen; what the server says against it stands there. */
export function NewPasswordInput({ form, name = "password", onChange, ...props }: NewPasswordProps) {
    const translate = useTranslate();
    return (
        <PasswordInput
            name={name}
            description={translate("profile.password.help")}
            autoComplete="new-password"
            error={form.errorOf(name)}
            onChange={(event) => onChange(event.currentTarget.value)}
            {...props}
        />
    );
}
