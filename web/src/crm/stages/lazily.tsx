// The page of the stages is loaded only when it is looked at: dragging is much code.
import { lazy, Suspense } from "react";
import type { Description } from "../../resource/description";
import { Skeletons } from "../../shell/skeletons";

const Page = lazy(() => import("./stages_page"));

export function StagesPage({ description }: { description: Description }) {
    return (
        <Suspense fallback={<Skeletons />}>
            <Page description={description} />
        </Suspense>
    );
}
