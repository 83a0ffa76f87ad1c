// Shows its children to whoever is signed in, and leads everybody else to the sign-in.
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from "react";
import { Navigate, useLocation } from "react-router-dom";
import { meQuery } from "../api/auth_provider";
import { ApiError } from "../api/errors";
import { followChanges } from "../api/live";
import { accessToken, isSignedOut, onSessionChange, resume } from "../api/session";
import type { Me } from "../api/types";
import { isLanguage } from "../i18n";
import { setTimeZone } from "../i18n/time_zone";
import { Described } from "../resource/description";
import { UnreachablePage } from "./error_pages";
import { useDrawn } from "./drawn";
import { chosenLanguage, useLanguage } from "./language";
import { Skeletons } from "./skeletons";

const MeContext = createContext<Me | null>(null);

/** Who is signed in; only below SignedIn. */
export function useMe(): Me {
    const me = useContext(MeContext);
    if (!me) throw new Error("useMe outside of SignedIn");
    return me;
}

export function SignedIn({ children }: { children: ReactNode }) {
    const location = useLocation();
    const token = useSyncExternalStore(onSessionChange, accessToken);
    const resumed = useQuery({ queryKey: ["session"], queryFn: resume, staleTime: 0, gcTime: 0, enabled: !token });
    const { data: me, error } = useQuery({ ...meQuery, enabled: token !== null });
    const drawn = useDrawn(me !== undefined);
    const id = me?.id;
    useEffect(() => (id ? followChanges() : undefined), [id]);
    setTimeZone(me?.time_zone ?? ""); // before anything below shows a time
    const { choose } = useLanguage();
    const language = me?.language ?? "";
    useEffect(() => {
        if (isLanguage(language) && language !== chosenLanguage()) choose(language);
    }, [language, choose]);

    if (!token && resumed.isFetching) return <Skeletons />;
    const refused = error instanceof ApiError && error.status === 401;
    if (refused || (!token && resumed.data === false)) {
        const from = isSignedOut() ? "/" : location.pathname + location.search;
        return <Navigate to={from === "/" ? "/login" : `/login?to=${encodeURIComponent(from)}`} replace />;
    }
    const failure = error ?? resumed.error;
    if (failure) return <UnreachablePage error={failure} />;
    if (!me || !drawn) return <Skeletons />;
    return (
        <MeContext.Provider value={me}>
            <Described>{children}</Described>
        </MeContext.Provider>
    );
}
