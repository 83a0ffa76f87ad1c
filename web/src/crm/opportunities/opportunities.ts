// Opportunities: the pipeline instead of a mere table, how they move through it, and what is often written in them.
import { IconTargetArrow } from "@tabler/icons-react";
import { register } from "../../resource/registry";
import { DealActions, DealAside, OpportunitiesPage } from "./lazily";
import { useCurrencies, useLostReasons, useStageNames } from "./suggestions";

register("opportunities", {
    icon: IconTargetArrow,
    brief: "board.brief",
    order: 2,
    key: "o",
    List: OpportunitiesPage,
    Actions: DealActions,
    Aside: DealAside,
    columns: ["title", "customer", "stage", "amount", "expected_close", "assigned_to"],
    sort: { field: "updated_at", order: "DESC" },
    suggestions: { stage: useStageNames, currency: useCurrencies, lost_reason: useLostReasons },
});
