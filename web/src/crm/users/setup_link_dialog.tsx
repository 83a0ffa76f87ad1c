// Makes a set-up link and shows it.
import { Alert, Button, Modal, Skeleton, Stack } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { useErrorText } from "../../resource/error_text";
import { type Account, accountName, makeSetupLink, type SetupLink } from "./account";
import { SetupLinkText } from "./setup_link";

interface Shown {
    opened: boolean;
    onClose: () => void;
    account: Account;
}

export function SetupLinkDialog({ opened, onClose, account }: Shown) {
    const translate = useTranslate();
    const name = accountName(account);
    return (
        <Modal
            opened={opened}
            onClose={onClose}
            size="lg"
            title={translate("admin.users.setup_title", { name })}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <Link account={account} />
        </Modal>
    );
}

/** Each time the dialog is opened there is a new one. */
function Link({ account }: { account: Account }) {
    const translate = useTranslate();
    const errorText = useErrorText();
    const [link, setLink] = useState<SetupLink | null>(null);
    const [error, setError] = useState<unknown>(null);
    const make = () => {
        setError(null);
        makeSetupLink(account.id).then(setLink, setError);
    };
    useEffect(make, [account.id]);
    if (link)
        return (
            <SetupLinkText link={link} name={accountName(account)} username={account.username} email={account.email} />
        );
    if (error)
        return (
            <Stack align="flex-start">
                <Alert color="red" role="alert" w="100%">
                    {errorText(error)}
                </Alert>
                <Button variant="default" onClick={make}>
                    {translate("app.retry")}
                </Button>
            </Stack>
        );
    return <Skeleton height={120} aria-label={translate("app.loading")} />;
}
