// Stages: the steps of the pipeline, which administrators arrange.
import { IconStairs } from "@tabler/icons-react";
import { register } from "../../resource/registry";
import { StagesPage } from "./lazily";

register("stages", {
    icon: IconStairs,
    hidden: true,
    List: StagesPage,
    columns: ["name", "position", "probability", "kind"],
    sort: { field: "position", order: "ASC" },
});
