// The pages of any resource: its list, one record, a new one. Forbidden and unknown addresses end here.
import { type ReactNode, Suspense } from "react";
import { useParams } from "react-router-dom";
import { ForbiddenPage, MissingPage } from "../shell/error_pages";
import { useRemember } from "../shell/recent";
import { useMe } from "../shell/signed_in";
import { Skeletons } from "../shell/skeletons";
import { type Description, may, useDescriptions, useLabels, useServerText } from "./description";
import { lately } from "./lately";
import { portalOf, specialOf } from "./registry";

const CreatePage = lately("CreatePage", () => import("./form/create_page"));
const ListPage = lately("ListPage", () => import("./list/list_page"));
const RecordPage = lately("RecordPage", () => import("./record/record_page"));

function useAsked(act: "read" | "create", show: (description: Description) => ReactNode): ReactNode {
    const { resource = "" } = useParams();
    const labels = useLabels();
    const server = useServerText();
    const { permissions, role } = useMe();
    const descriptions = useDescriptions();
    const portal = portalOf(role);
    if (!descriptions) return <Skeletons />;
    const description = descriptions.find(({ name }) => name === resource);
    // What one may not see is not described to one either.
    if (!description && permissions[resource])
        return <ForbiddenPage what={server(resource.charAt(0).toUpperCase() + resource.slice(1))} />;
    if (!description) return <MissingPage />;
    if (portal || !may(description, act)) return <ForbiddenPage what={labels.many(description)} />;
    return <Suspense fallback={<Skeletons />}>{show(description)}</Suspense>;
}

export function ResourceList() {
    return useAsked("read", (description) => {
        const List = specialOf(description.name).List ?? ListPage;
        return <List key={description.name} description={description} />;
    });
}

export function ResourceCreate() {
    return useAsked("create", (description) => {
        const Create = specialOf(description.name).Create ?? CreatePage;
        return <Create key={description.name} description={description} />;
    });
}

export function ResourceRecord() {
    const { resource = "", id = "" } = useParams();
    const known = /^[1-9]\d*$/.test(id);
    useRemember(resource, known ? Number(id) : null);
    return useAsked("read", (description) =>
        known ? (
            <RecordPage key={description.name + id} description={description} id={Number(id)} />
        ) : (
            <MissingPage record />
        ),
    );
}
