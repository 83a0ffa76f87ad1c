// A dialog with a form in it; on a phone it is all of the screen.
import { Modal } from "@mantine/core";
import { useTranslate } from "ra-core";
import type { ReactNode } from "react";
import css from "./form.module.css";
import { useUnsavedScope } from "./unsaved";
import { usePhone } from "../../shell/phone";

export interface FormDialogProps {
    title: string;
    onClose: () => void;
    children: ReactNode;
}

export function FormDialog({ title, onClose, children }: FormDialogProps) {
    const translate = useTranslate();
    const phone = usePhone();
    const { close, scope } = useUnsavedScope(onClose);
    return (
        <Modal
            opened
            onClose={close}
            title={title}
            size="xl"
            fullScreen={phone}
            closeOnClickOutside={false}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <div className={css.dialog}>{scope(children)}</div>
        </Modal>
    );
}
