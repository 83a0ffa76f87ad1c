// For dialogs that are loaded when they are opened first: mounted closed, they know where the focus was and return it.
import { useEffect, useState } from "react";

export function useAfterMount(opened: boolean): boolean {
    const [shown, setShown] = useState(false);
    useEffect(() => setShown(opened), [opened]);
    return shown;
}
