// Whether to leave what is not saved.
import { Button, Group, Modal, Text } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useAfterMount } from "../../shell/after_mount";

interface Props {
    opened: boolean;
    onAnswer: (leaves: boolean) => void;
}

export default function UnsavedDialog({ opened, onAnswer }: Props) {
    const translate = useTranslate();
    const shown = useAfterMount(opened);
    return (
        <Modal
            opened={shown}
            onClose={() => onAnswer(false)}
            title={translate("form.unsaved_title")}
            closeButtonProps={{ "aria-label": translate("app.close") }}
            zIndex={300}
        >
            <Text>{translate("form.unsaved")}</Text>
            <Group justify="flex-end" mt="md">
                <Button variant="default" onClick={() => onAnswer(true)}>
                    {translate("form.leave")}
                </Button>
                <Button data-autofocus onClick={() => onAnswer(false)}>
                    {translate("form.stay")}
                </Button>
            </Group>
        </Modal>
    );
}
