// The palette itself: a combobox over all that can be found, gone to and done.
import { Box, Button, CloseButton, Group, Kbd, Loader, Modal, Text, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router-dom";
import { useLabels } from "../resource/description";
import { Value } from "../resource/value";
import { useAfterMount } from "./after_mount";
import { useErrorText } from "../resource/error_text";
import { control } from "./platform";
import { detailField, type Offer, useOffers } from "./palette_items";
import { usePhone } from "./phone";

const typing_pause = 150;
const list_id = "palette-list";
const option_id = (offer: Offer) => `palette-${offer.id.replace(/\W+/g, "-")}`;

function Detail({ offer }: { offer: Offer }) {
    const labels = useLabels();
    if (offer.key) return <Kbd size="xs">{offer.key}</Kbd>;
    if (!offer.record) return null;
    const { description, row } = offer.record;
    const field = detailField(description, row);
    return (
        <Text size="xs" c="dimmed" className="clip" maw="45%" title={labels.one(description)}>
            {field ? <Value field={field} record={row} plain /> : labels.one(description)}
        </Text>
    );
}

interface Shown {
    opened: boolean;
    onClose: () => void;
}

export default function PaletteDialog({ opened, onClose }: Shown) {
    const phone = usePhone();
    const translate = useTranslate();
    return (
        <Modal.Root
            opened={useAfterMount(opened)}
            onClose={onClose}
            size={640}
            yOffset={phone ? 0 : "12vh"}
            centered={false}
            fullScreen={phone}
            classNames={{ content: "crm-palette" }}
        >
            <Modal.Overlay />
            <Modal.Content aria-label={translate("palette.title")}>
                <Content onClose={onClose} phone={phone} />
            </Modal.Content>
        </Modal.Root>
    );
}

/** Anew each time it is opened, so that the last search is gone. */
function Content({ onClose, phone }: { onClose: () => void; phone: boolean }) {
    const translate = useTranslate();
    const errorText = useErrorText();
    const navigate = useNavigate();
    const [text, setText] = useState("");
    const [settled] = useDebouncedValue(text, typing_pause);
    const { groups, busy, error } = useOffers(text.trim() ? settled : "", true);
    const offers = groups.flatMap((group) => group.offers);
    const [chosen, setChosen] = useState("");
    const found_at = offers.findIndex(({ id }) => id === chosen);
    const at = found_at < 0 ? 0 : found_at;
    const active = offers[at];
    const list = useRef<HTMLDivElement>(null);
    const waiting = busy || text.trim() !== (text.trim() ? settled.trim() : "");

    useEffect(() => {
        list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    }, [active?.id]);

    const take = (offer: Offer | undefined, in_new_tab: boolean) => {
        if (!offer) return;
        onClose();
        if (offer.run) offer.run();
        else if (offer.to && (in_new_tab || offer.external)) window.open(offer.to, "_blank", "noopener");
        else if (offer.to) void navigate(offer.to);
    };
    const press = (event: KeyboardEvent) => {
        if (event.nativeEvent.isComposing) return;
        const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };
        const step = steps[event.key];
        if (step !== undefined) {
            event.preventDefault();
            // Single steps go round, leaps stop at the ends.
            const to = at + step;
            const next = Math.abs(step) === 1 ? (to + offers.length) % (offers.length || 1) : to;
            setChosen(offers[Math.max(0, Math.min(next, offers.length - 1))]?.id ?? "");
        } else if (event.key === "Enter") {
            event.preventDefault();
            take(active, event.ctrlKey || event.metaKey);
        }
    };
    return (
        <>
            <Group className="crm-palette-search" wrap="nowrap" gap="sm" px="md">
                {waiting ? <Loader size={18} aria-hidden /> : <IconSearch size={18} aria-hidden />}
                <input
                    type="text"
                    role="combobox"
                    aria-label={translate("palette.title")}
                    aria-expanded={offers.length > 0}
                    aria-controls={list_id}
                    aria-activedescendant={active ? option_id(active) : undefined}
                    aria-autocomplete="list"
                    autoComplete="off"
                    spellCheck={false}
                    data-autofocus
                    placeholder={translate("palette.placeholder")}
                    value={text}
                    onChange={(event) => {
                        setText(event.currentTarget.value);
                        setChosen("");
                    }}
                    onKeyDown={press}
                />
                {text && (
                    <CloseButton
                        aria-label={translate("form.clear")}
                        size={phone ? 44 : "md"}
                        iconSize={18}
                        onClick={() => setText("")}
                    />
                )}
                {phone && (
                    <Button variant="subtle" size="compact-sm" h={44} onClick={onClose}>
                        {translate("app.close")}
                    </Button>
                )}
            </Group>
            <div
                className="crm-palette-list"
                role="listbox"
                id={list_id}
                aria-label={translate("palette.title")}
                ref={list}
            >
                {groups.map((group) => (
                    <div key={group.id} role="group" aria-labelledby={`${list_id}-${group.id}`}>
                        <Text id={`${list_id}-${group.id}`} size="xs" fw={600} c="dimmed" px="sm" pt={8} pb={4}>
                            {group.label}
                        </Text>
                        {group.offers.map((offer) => (
                            <div
                                key={offer.id}
                                id={option_id(offer)}
                                role="option"
                                aria-selected={offer === active}
                                className="crm-palette-option"
                                onMouseMove={() => setChosen(offer.id)}
                                onClick={(event: MouseEvent) => take(offer, event.ctrlKey || event.metaKey)}
                            >
                                <offer.icon size={18} stroke={1.7} />
                                <span className="clip">{offer.label}</span>
                                <Detail offer={offer} />
                            </div>
                        ))}
                    </div>
                ))}
            </div>
            {offers.length === 0 && !waiting && !error && (
                <Text p="lg" c="dimmed">
                    {translate("palette.nothing", { text: text.trim() })}
                </Text>
            )}
            {error && (
                <Text p="md" c="var(--mantine-color-error)" role="alert">
                    {translate("palette.failed", { reason: errorText(error) })}
                </Text>
            )}
            <VisuallyHidden role="status">
                {translate(waiting ? "palette.searching" : "palette.found", { smart_count: offers.length })}
            </VisuallyHidden>
            {!phone && (
                <Box className="crm-palette-foot">
                    <span>
                        <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> {translate("palette.choose")}
                    </span>
                    <span>
                        <Kbd size="xs">Enter</Kbd> {translate("palette.open")}
                    </span>
                    <span>
                        <Kbd size="xs">{control}</Kbd> + <Kbd size="xs">Enter</Kbd> {translate("palette.new_tab")}
                    </span>
                </Box>
            )}
        </>
    );
}
