// The button that makes something new, from anywhere.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { may, useDescriptions, useLabels } from "../resource/description";
import { specialOf } from "../resource/registry";
import { useActions } from "./actions";
import { LateMenu } from "./late_menu";
import { usePhone } from "./phone";

export function CreateMenu() {
    const translate = useTranslate();
    const labels = useLabels();
    const phone = usePhone();
    const actions = useActions();
    const some = (useDescriptions() ?? []).filter(
        (description) => may(description, "create") && !specialOf(description.name).hidden,
    );
    const sorted = some.sort((a, b) => (specialOf(a.name).order ?? 99) - (specialOf(b.name).order ?? 99));
    if (sorted.length === 0) return null;
    const text = translate("app.nav.create");
    return (
        <LateMenu
            width={240}
            target={
                phone ? (
                    <ActionIcon size={44} variant="subtle" aria-label={text}>
                        <IconPlus size={24} />
                    </ActionIcon>
                ) : (
                    <Button leftSection={<IconPlus size={16} />} rightSection={<IconChevronDown size={14} />}>
                        {text}
                    </Button>
                )
            }
        >
            {() => (
                <>
                    {actions.map((action) => (
                        <Menu.Item key={action.id} leftSection={<action.icon size={16} />} onClick={action.run}>
                            {translate(action.label)}
                        </Menu.Item>
                    ))}
                    {actions.length > 0 && <Menu.Divider />}
                    {sorted.map((description) => {
                        const Icon = specialOf(description.name).icon ?? IconPlus;
                        return (
                            <Menu.Item
                                key={description.name}
                                component={Link}
                                to={`/${description.name}/new`}
                                leftSection={<Icon size={16} />}
                            >
                                {labels.one(description)}
                            </Menu.Item>
                        );
                    })}
                </>
            )}
        </LateMenu>
    );
}
