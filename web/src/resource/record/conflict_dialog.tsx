// The dialog of conflict.tsx.
import { Button, Group, List, Modal, Radio, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useId, useState } from "react";
import type { Row } from "../../api/data_provider";
import { useFormats } from "../../i18n/format";
import { type Field, recordName, useLabels } from "../description";
import { Value } from "../value";
import type { Question } from "./conflict";
import css from "./record.module.css";
import { withPartners } from "./partners";

type Side = "mine" | "theirs";

export default function ConflictDialog({ question }: { question: Question }) {
    const { description, base, present, wanted, history, answer } = question;
    const translate = useTranslate();
    const labels = useLabels();
    const formats = useFormats();
    const id = useId();
    const changed = (field: Field) => JSON.stringify(present[field.name]) !== JSON.stringify(base[field.name]);
    // Where nobody else changed anything there is nothing to choose.
    const disputed = (field: Field) => {
        const together = withPartners(description, [field.name]);
        return description.fields.some((one) => together.includes(one.name) && changed(one));
    };
    const about = description.fields.filter((field) => field.name in wanted && disputed(field));
    const also = description.fields.filter((field) => !field.read_only && !about.includes(field) && changed(field));
    const [sides, setSides] = useState<Record<string, Side>>({});
    const mine: Row = { ...present, ...wanted };
    const by = (field: Field) => history.find(({ after }) => field.name in after);
    const who = (field: Field): string => {
        const change = by(field);
        if (!change) return "";
        return translate("record.conflict.by", {
            actor: change.actor ?? translate("record.somebody"),
            ago: formats.ago(change.at),
        });
    };
    const save = () => answer(Object.fromEntries(Object.entries(wanted).filter(([name]) => sides[name] !== "theirs")));
    const side = (field: Field, value: Side, label: string, row: Row, note = "") => {
        const text = `${id}${field.name}${value}`;
        return (
            <Radio.Card value={value} className={css.side} aria-labelledby={text}>
                <Group wrap="nowrap" align="flex-start" gap="sm">
                    <Radio.Indicator />
                    <div id={text} className={css.text}>
                        <Text size="sm" fw={600} span display="block">
                            {label}
                        </Text>
                        <Value field={field} record={row} plain />
                        {note && (
                            <Text size="xs" c="dimmed" span display="block">
                                {note}
                            </Text>
                        )}
                    </div>
                </Group>
            </Radio.Card>
        );
    };
    return (
        <Modal
            opened
            onClose={() => answer(null)}
            title={translate("app.conflict.title")}
            size="lg"
            zIndex={250}
            closeOnClickOutside={false}
            closeButtonProps={{ "aria-label": translate("app.close") }}
        >
            <Stack gap="md">
                <Text>{translate("record.conflict.about", { name: recordName(description, present) })}</Text>
                {about.map((field) => (
                    <Radio.Group
                        key={field.name}
                        label={labels.field(field)}
                        value={sides[field.name] ?? "mine"}
                        onChange={(value) => setSides((all) => ({ ...all, [field.name]: value as Side }))}
                    >
                        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={4}>
                            {side(field, "mine", translate("record.conflict.mine"), mine)}
                            {side(field, "theirs", translate("record.conflict.theirs"), present, who(field))}
                        </SimpleGrid>
                    </Radio.Group>
                ))}
                {also.length > 0 && (
                    <div>
                        <Title order={3} mb={4}>
                            {translate("record.conflict.also")}
                        </Title>
                        <List size="sm" spacing={4}>
                            {also.map((field) => (
                                <List.Item key={field.name} className={css.text}>
                                    {labels.field(field)}: <Value field={field} record={base} plain />
                                    {" → "}
                                    <Value field={field} record={present} plain />{" "}
                                    <Text span size="xs" c="dimmed">
                                        {who(field)}
                                    </Text>
                                </List.Item>
                            ))}
                        </List>
                    </div>
                )}
                <Group justify="flex-end">
                    <Button variant="default" onClick={() => answer(null)}>
                        {translate("record.conflict.back")}
                    </Button>
                    <Button onClick={save} data-autofocus>
                        {translate("app.save")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}
