// What is loaded only when it is looked at: dragging is much code.
import { lazy, Suspense } from "react";
import type { Description } from "../../resource/description";
import { lately } from "../../resource/lately";
import type { RecordProps } from "../../resource/registry";
import { Skeletons } from "../../shell/skeletons";

const Page = lately("OpportunitiesPage", () => import("./opportunities_page"));
const Actions = lazy(() => import("./deal_actions"));
export const DealAside = lazy(() => import("./deal_aside"));

export function OpportunitiesPage({ description }: { description: Description }) {
    return (
        <Suspense fallback={<Skeletons />}>
            <Page description={description} />
        </Suspense>
    );
}

export function DealActions(props: RecordProps) {
    return (
        <Suspense fallback={null}>
            <Actions {...props} />
        </Suspense>
    );
}
