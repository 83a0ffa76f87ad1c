// A text to be copied, with a button that does it.
import { Button, Group, TextInput, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useRef, useState } from "react";

export function CopyField({ label, value }: { label: string; value: string }) {
    const translate = useTranslate();
    const field = useRef<HTMLInputElement>(null);
    const [copied, setCopied] = useState(false);
    const copy = async () => {
        field.current?.focus();
        field.current?.select();
        // The clipboard is there for pages by https only.
        const done = navigator.clipboard
            ? await navigator.clipboard.writeText(value).then(
                  () => true,
                  () => false,
              )
            : document.execCommand("copy");
        setCopied(done);
    };
    return (
        <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
                ref={field}
                label={label}
                value={value}
                readOnly
                flex={1}
                miw={0}
                classNames={{ input: "numeric" }}
                onFocus={(event) => event.currentTarget.select()}
            />
            <Button
                variant="default"
                leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                onClick={() => void copy()}
            >
                {translate(copied ? "profile.copied" : "profile.copy")}
            </Button>
            <VisuallyHidden role="status">{copied && translate("profile.copied")}</VisuallyHidden>
        </Group>
    );
}
