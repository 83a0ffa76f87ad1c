// Where to move an opportunity: a menu at its card, or a sheet from below on a phone. One for all cards.
import { Drawer, Menu, NavLink } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { KindIcon } from "./column_head";
import { type Deal, sameStage } from "./deal";
import type { Stage } from "./pipeline";

export interface Where {
    deal: Deal;
    from: HTMLElement;
}

interface Props {
    where: Where | null;
    stages: Stage[];
    sheet: boolean;
    onMove: (deal: Deal, to: Stage) => void;
    onClose: () => void;
}

function Sheet({ where, shown, stages, onMove, onClose }: Omit<Props, "sheet"> & { shown: Where }) {
    const translate = useTranslate();
    return (
        <Drawer
            opened={where !== null}
            onClose={onClose}
            position="bottom"
            size="auto"
            styles={{ content: { height: "auto" } }}
            title={translate("board.move_of", { title: shown.deal.title })}
            closeButtonProps={{ "aria-label": translate("app.close"), size: 44 }}
        >
            {stages.map((stage) => {
                const here = sameStage(shown.deal.stage, stage.name);
                return (
                    <NavLink
                        key={stage.name}
                        component="button"
                        type="button"
                        mih={48}
                        label={stage.name}
                        description={here ? translate("board.here") : undefined}
                        leftSection={<KindIcon kind={stage.kind} open_too />}
                        active={here}
                        aria-current={here || undefined}
                        onClick={() => {
                            onClose();
                            if (!here) onMove(shown.deal, stage);
                        }}
                    />
                );
            })}
        </Drawer>
    );
}

export function MoveMenu({ sheet, ...props }: Props) {
    const translate = useTranslate();
    const { where, stages, onMove, onClose } = props;
    const [last, setLast] = useState<Where | null>(null); // while it goes away
    useEffect(() => {
        if (where) setLast(where);
    }, [where]);
    const shown = where ?? last;
    if (sheet) return shown && <Sheet {...props} shown={shown} />;
    // There also before it is asked for the first time: it notes where the focus was only when it opens later.
    const { top, left, width, height } = shown?.from.getBoundingClientRect() ?? {};
    const isHere = (stage: Stage) => sameStage(shown?.deal.stage ?? "", stage.name);
    const first = stages.find((stage) => !isHere(stage));
    return (
        <Menu
            opened={where !== null}
            onClose={onClose}
            // Not the key that opened it.
            clickOutsideEvents={["mousedown", "touchstart"]}
            position="bottom-end"
            width={220}
            withinPortal={false}
            withInitialFocusPlaceholder={false}
        >
            <Menu.Target>
                <span aria-hidden style={{ position: "fixed", top, left, width, height, pointerEvents: "none" }} />
            </Menu.Target>
            <Menu.Dropdown
                aria-label={translate("board.move_of", { title: shown?.deal.title })}
                mah="60vh"
                style={{ overflowY: "auto" }}
            >
                <Menu.Label>{translate("board.move_title")}</Menu.Label>
                {stages.map((stage) => {
                    const here = isHere(stage);
                    return (
                        <Menu.Item
                            key={stage.name}
                            data-autofocus={stage === first || undefined}
                            leftSection={<KindIcon kind={stage.kind} open_too />}
                            disabled={here}
                            rightSection={here ? translate("board.here") : undefined}
                            onClick={() => shown && onMove(shown.deal, stage)}
                        >
                            {stage.name}
                        </Menu.Item>
                    );
                })}
            </Menu.Dropdown>
        </Menu>
    );
}
