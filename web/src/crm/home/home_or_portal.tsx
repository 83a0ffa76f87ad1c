// The start page: the day of whoever works here, or the portal of whoever has one.
import { lazy, Suspense } from "react";
import { lately } from "../../resource/lately";
import { portalOf, registerPortal } from "../../resource/registry";
import { useMe } from "../../shell/signed_in";
import { Skeletons } from "../../shell/skeletons";

registerPortal(
    "customer",
    lazy(() => import("../portal/portal")),
);
const HomePage = lately("HomePage", () => import("./home"));

export function Home() {
    const Page = portalOf(useMe().role) ?? HomePage;
    return (
        <Suspense fallback={<Skeletons />}>
            <Page />
        </Suspense>
    );
}
