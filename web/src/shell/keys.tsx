// The keys of the app: Ctrl+K, G and a letter, C, those of registered actions, and `?`, which lists them.
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router-dom";
import { may, useDescriptions } from "../resource/description";
import { useActions } from "./actions";
import { useMenu } from "./menu";
import { openPalette } from "./palette";
import { takesSingleKeys } from "./single_keys";

const KeysDialog = lazy(() => import("./keys_dialog"));

const second_key_within = 1500;
let open: () => void = () => undefined;
export function openKeys(): void {
    open();
}

export function Keys() {
    const [shown, setShown] = useState(false);
    const [loaded, setLoaded] = useState(false);
    const { main, admin } = useMenu();
    const actions = useActions();
    const navigate = useNavigate();
    const { pathname } = useLocation();
    const descriptions = useDescriptions();
    const going = useRef(0); // until when a letter after `g` goes somewhere

    open = () => {
        setLoaded(true);
        setShown(true);
    };

    useEffect(() => {
        const press = (event: KeyboardEvent) => {
            const key = event.key.toLowerCase();
            if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === "k") {
                event.preventDefault();
                openPalette();
                return;
            }
            if (!takesSingleKeys(event) || event.repeat) return;
            const act = (run: () => void) => {
                event.preventDefault();
                run();
            };
            if (going.current > event.timeStamp) {
                going.current = 0;
                const item = [...main, ...admin].find((one) => one.key === key && !one.external);
                if (item) return act(() => void navigate(item.to));
            }
            if (key === "g") going.current = event.timeStamp + second_key_within;
            else if (event.key === "?") act(openKeys);
            else if (key === "c") {
                const here = descriptions?.find(({ name }) => name === pathname.split("/")[1]);
                if (may(here, "create")) act(() => void navigate(`/${here?.name}/new`));
            } else {
                const action = actions.find((one) => one.key === key);
                if (action) act(action.run);
            }
        };
        addEventListener("keydown", press);
        return () => removeEventListener("keydown", press);
    }, [main, admin, actions, navigate, pathname, descriptions]);

    if (!loaded) return null;
    return (
        <Suspense>
            <KeysDialog opened={shown} onClose={() => setShown(false)} places={[...main, ...admin]} />
        </Suspense>
    );
}
