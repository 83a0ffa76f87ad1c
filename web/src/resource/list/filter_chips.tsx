// The filters of a list: one chip for each, changed in a popover, and the button that adds one.
import { Button, Menu, Popover } from "@mantine/core";
import { IconFilterPlus, IconX } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useRef, useState } from "react";
import { type Description, type Field, useLabels } from "../description";
import { FilterEditor } from "./filter_editor";
import { FilterText } from "./filter_text";
import { filterable, filtered, unknownFilters, withoutField } from "./filters";
import type { Filters, List } from "./list";
import css from "./list.module.css";

const focusAdd = () => document.querySelector<HTMLElement>("[data-add-filter]")?.focus();

export function FilterChips({ description, list }: { description: Description; list: List }) {
    const translate = useTranslate();
    const labels = useLabels();
    const filters = list.filters;
    const change = list.setFilters;
    const [edited, setEdited] = useState<string | null>(null);
    const asked = filtered(description, filters);
    const added = filterable(description).find((field) => field.name === edited && !asked.includes(field));
    const shown = added ? [...asked, added] : asked;
    const left = filterable(description).filter((field) => !shown.includes(field));
    const remove = (wanted: Filters) => {
        change(wanted);
        focusAdd();
    };
    return (
        <>
            {shown.map((field) => (
                <FilterChip
                    key={field.name}
                    {...{ description, field, filters }}
                    opened={edited === field.name}
                    onOpen={() => setEdited(field.name)}
                    onClose={() => setEdited((name) => (name === field.name ? null : name))}
                    onChange={change}
                    onRemove={() => remove(withoutField(field, filters))}
                />
            ))}
            {unknownFilters(description, filters).map((name) => (
                <span key={name} className={css.chip}>
                    <span className={css.chip_value} style={{ alignSelf: "center" }}>
                        {name}: {String(filters[name])}
                    </span>
                    <RemoveButton
                        name={name}
                        onClick={() =>
                            remove(Object.fromEntries(Object.entries(filters).filter(([key]) => key !== name)))
                        }
                    />
                </span>
            ))}
            {left.length > 0 && (
                // The popover of the new chip takes the focus.
                <Menu position="bottom-start" returnFocus={false} width={220} withinPortal={false}>
                    <Menu.Target>
                        <Button
                            data-add-filter
                            variant="default"
                            leftSection={<IconFilterPlus size={16} aria-hidden />}
                        >
                            {translate("list.add_filter")}
                        </Button>
                    </Menu.Target>
                    <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
                        {left.map((field) => (
                            <Menu.Item key={field.name} onClick={() => setTimeout(() => setEdited(field.name))}>
                                {labels.field(field)}
                            </Menu.Item>
                        ))}
                    </Menu.Dropdown>
                </Menu>
            )}
            {list.filtered && (
                <Button variant="subtle" onClick={() => remove({})}>
                    {translate("list.clear")}
                </Button>
            )}
        </>
    );
}

function RemoveButton({ name, onClick }: { name: string; onClick: () => void }) {
    const translate = useTranslate();
    return (
        <button
            type="button"
            className={css.chip_remove}
            aria-label={translate("list.remove_filter", { name })}
            onClick={onClick}
        >
            <IconX size={14} aria-hidden />
        </button>
    );
}

interface ChipProps {
    description: Description;
    field: Field;
    filters: Filters;
    opened: boolean;
    onOpen: () => void;
    onClose: () => void;
    onChange: (filters: Filters) => void;
    onRemove: () => void;
}

function FilterChip({ description, field, filters, opened, onOpen, onClose, onChange, onRemove }: ChipProps) {
    const label = useLabels().field(field);
    const button = useRef<HTMLButtonElement>(null);
    // The focus stays where somebody put it by a click; else it goes to the chip, or where the next one comes from.
    const close = () => {
        onClose();
        setTimeout(() => {
            const at = document.activeElement;
            if (at && at !== document.body && !at.closest("[data-filter-popover]")) return;
            if (button.current) button.current.focus();
            else focusAdd();
        });
    };
    return (
        <span className={css.chip}>
            <Popover
                opened={opened}
                onChange={(open) => !open && close()}
                position="bottom-start"
                width={300}
                trapFocus
                returnFocus={false}
                shadow="md"
            >
                <Popover.Target>
                    <button
                        ref={button}
                        type="button"
                        className={css.chip_value}
                        onClick={() => (opened ? close() : onOpen())}
                    >
                        {label}: <b>{<FilterText {...{ description, field, filters }} />}</b>
                    </button>
                </Popover.Target>
                <Popover.Dropdown aria-label={label} data-filter-popover>
                    <FilterEditor {...{ description, field, filters, onChange }} onDone={close} />
                </Popover.Dropdown>
            </Popover>
            <RemoveButton name={label} onClick={onRemove} />
        </span>
    );
}
