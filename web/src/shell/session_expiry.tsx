// Asks for the password again when a sign-in has ended, above the page, so that nothing that was typed is lost.
import { lazy, Suspense, useEffect, useState } from "react";
import { onExpiry } from "../api/session";
import { useSignOut } from "./sign_out";

const ExpiryDialog = lazy(() => import("./expiry_dialog"));

export function SessionExpiry() {
    const signOut = useSignOut();
    const [answer, setAnswer] = useState<((signed_in: boolean) => void) | null>(null);
    const [asked, setAsked] = useState(false);
    useEffect(
        () =>
            onExpiry(() => {
                setAsked(true);
                return new Promise<boolean>((resolve) => setAnswer(() => resolve));
            }),
        [],
    );
    const finish = (signed_in: boolean) => {
        answer?.(signed_in);
        setAnswer(null);
        if (!signed_in) void signOut();
    };
    return (
        asked && (
            <Suspense>
                <ExpiryDialog opened={answer !== null} onAnswer={finish} />
            </Suspense>
        )
    );
}
