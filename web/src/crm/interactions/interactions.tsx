// Interactions: where they stand in the menu, their timeline, and what their table shows.
import { IconMessages } from "@tabler/icons-react";
import { Suspense } from "react";
import { type Description } from "../../resource/description";
import { lately } from "../../resource/lately";
import { register } from "../../resource/registry";
import { Skeletons } from "../../shell/skeletons";
import { useTypes } from "./interaction";

const InteractionList = lately("InteractionList", () => import("./interaction_list"));

function List({ description }: { description: Description }) {
    return (
        <Suspense fallback={<Skeletons />}>
            <InteractionList description={description} />
        </Suspense>
    );
}

register("interactions", {
    icon: IconMessages,
    order: 3,
    key: "i",
    List,
    columns: ["date", "customer", "interaction_type", "notes", "next_action", "author"],
    sort: { field: "date", order: "DESC" },
    suggestions: { interaction_type: useTypes },
    among: { opportunity: ({ customer }) => (customer ? { customer } : {}) },
});
