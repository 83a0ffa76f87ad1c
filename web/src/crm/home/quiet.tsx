// One's own customers nobody talked to for long; not there where there is none.
import { ActionIcon, Anchor, Group, Text, Tooltip } from "@mantine/core";
import { IconMessagePlus, IconPhone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { query, request } from "../../api/http";
import type { Answer } from "../../api/types";
import { useFormats } from "../../i18n/format";
import { may, useDescription } from "../../resource/description";
import { useMe } from "../../shell/signed_in";
import css from "../crm.module.css";
import { telephone } from "../customers/links";
import { openLog } from "../interactions/log";
import { usePhone } from "../../shell/phone";
import { Section } from "./section";

const days = 30;
const shown = 5;

export function QuietCustomers() {
    const translate = useTranslate();
    const formats = useFormats();
    const me = useMe();
    const size = usePhone() ? 44 : 32;
    const can_log = may(useDescription("interactions"), "create");
    const { data } = useQuery({
        queryKey: ["customers", "quiet", me.id],
        queryFn: () =>
            request<Answer<"/api/customers/quiet/">>(
                `/api/customers/quiet/${query({ days, assigned_to: me.id, page_size: shown })}`,
            ),
    });
    if (!data?.results.length) return null;
    return (
        <Section title={translate("home.quiet.title")}>
            <ul className={css.list}>
                {data.results.map(({ id, name, phone, last_interaction }) => (
                    <li key={id} className={css.line}>
                        <Group gap="xs" wrap="nowrap" py={6}>
                            <div className={css.grow}>
                                <Anchor component={Link} to={`/customers/${id}`} fw={550} className={css.target}>
                                    {name}
                                </Anchor>
                                <Text size="sm" c="dimmed">
                                    {last_interaction
                                        ? translate("home.quiet.last", { when: formats.ago(last_interaction) })
                                        : translate("home.quiet.never")}
                                </Text>
                            </div>
                            {/\d{2}/.test(phone) && (
                                <Tooltip label={phone}>
                                    <ActionIcon
                                        component="a"
                                        href={telephone(phone)}
                                        variant="default"
                                        size={size}
                                        aria-label={translate("home.quiet.call", { name })}
                                    >
                                        <IconPhone size={16} />
                                    </ActionIcon>
                                </Tooltip>
                            )}
                            {can_log && (
                                <ActionIcon
                                    variant="default"
                                    size={size}
                                    aria-label={translate("home.quiet.log", { name })}
                                    onClick={() => openLog({ customer: id })}
                                >
                                    <IconMessagePlus size={16} />
                                </ActionIcon>
                            )}
                        </Group>
                    </li>
                ))}
            </ul>
        </Section>
    );
}
