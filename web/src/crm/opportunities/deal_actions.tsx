// In the head of an opportunity's page: where it stands, and the two ends of it.
import { Button, Group, Menu } from "@mantine/core";
import { IconCheck, IconChevronDown, IconCircleCheck, IconCircleX, IconMessagePlus } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { may, useDescription } from "../../resource/description";
import type { RecordProps } from "../../resource/registry";
import { openLog } from "../interactions/log";
import { KindIcon } from "./column_head";
import { type Deal, sameStage } from "./deal";
import { useMove } from "./move";
import { useStages } from "./pipeline";

export default function DealActions({ description, record }: RecordProps) {
    const translate = useTranslate();
    const stages = useStages();
    const { move, dialog } = useMove();
    const can_log = may(useDescription("interactions"), "create");
    const deal = record as Deal;
    if (!stages || !may(description, "update")) return null;
    const here = stages.find((stage) => sameStage(stage.name, deal.stage));
    const won = stages.find((stage) => stage.kind === "won");
    const lost = stages.find((stage) => stage.kind === "lost");
    const is_open = !here || here.kind === "open";
    return (
        <Group gap="xs">
            {can_log && (
                <Button leftSection={<IconMessagePlus size={16} />} onClick={() => openLog({ opportunity: deal.id })}>
                    {translate("timeline.log.button")}
                </Button>
            )}
            <Menu position="bottom-start" width={220}>
                <Menu.Target>
                    <Button
                        variant="default"
                        leftSection={here && here.kind !== "open" ? <KindIcon kind={here.kind} /> : undefined}
                        rightSection={<IconChevronDown size={14} />}
                        aria-label={`${translate("board.actions.stage")}: ${deal.stage}. ${translate("board.move_to")}`}
                    >
                        {deal.stage}
                    </Button>
                </Menu.Target>
                <Menu.Dropdown>
                    <Menu.Label>{translate("board.move_title")}</Menu.Label>
                    {stages.map((stage) => (
                        <Menu.Item
                            key={stage.name}
                            leftSection={<KindIcon kind={stage.kind} open_too />}
                            rightSection={
                                stage === here ? (
                                    <IconCheck size={14} aria-label={translate("board.here")} />
                                ) : undefined
                            }
                            disabled={stage === here}
                            onClick={() => void move(deal, stage)}
                        >
                            {stage.name}
                        </Menu.Item>
                    ))}
                </Menu.Dropdown>
            </Menu>
            {is_open && won && (
                <Button
                    variant="default"
                    leftSection={<IconCircleCheck size={16} color="var(--mantine-color-teal-6)" />}
                    onClick={() => void move(deal, won)}
                >
                    {translate("board.actions.won")}
                </Button>
            )}
            {is_open && lost && (
                <Button variant="default" leftSection={<IconCircleX size={16} />} onClick={() => void move(deal, lost)}>
                    {translate("board.actions.lost")}
                </Button>
            )}
            {dialog}
        </Group>
    );
}
