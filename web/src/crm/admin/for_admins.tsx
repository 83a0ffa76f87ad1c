// Pages that are for administrators only: others are told so, and what cannot be loaded says why.
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiError } from "../../api/errors";
import { ForbiddenPage, UnreachablePage } from "../../shell/error_pages";
import { useMe } from "../../shell/signed_in";
import { Skeletons } from "../../shell/skeletons";

export const useIsAdmin = (): boolean => useMe().role === "admin";

export function Loaded<T>({
    what,
    answer,
    children,
}: {
    what: string;
    answer: UseQueryResult<T>;
    children: (data: T) => ReactNode;
}) {
    const { data, error, refetch } = answer;
    if (!useIsAdmin() || (error instanceof ApiError && error.status === 403)) return <ForbiddenPage what={what} />;
    if (data) return children(data);
    if (error) return <UnreachablePage inside error={error} retry={() => void refetch()} />;
    return <Skeletons />;
}
