// What one does with a customer: call, write, log what was said, begin a deal.
import { Button, Group } from "@mantine/core";
import { IconMail, IconMessagePlus, IconPhone, IconTargetArrow } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { may, useDescription } from "../../resource/description";
import type { RecordProps } from "../../resource/registry";
import css from "../crm.module.css";
import { openLog } from "../interactions/log";
import { telephone } from "./links";

export default function CustomerActions({ record }: RecordProps) {
    const translate = useTranslate();
    const can_log = may(useDescription("interactions"), "create");
    const can_deal = may(useDescription("opportunities"), "create");
    const phone = String(record.phone ?? "");
    const email = String(record.email ?? "");
    return (
        <Group gap="xs">
            {can_log && (
                <Button
                    className={css.tap}
                    leftSection={<IconMessagePlus size={16} />}
                    onClick={() => openLog({ customer: record.id })}
                >
                    {translate("timeline.customer.log")}
                </Button>
            )}
            {/\d{2}/.test(phone) && (
                <Button
                    className={css.tap}
                    component="a"
                    href={telephone(phone)}
                    variant="default"
                    leftSection={<IconPhone size={16} />}
                >
                    {translate("timeline.customer.call")}
                </Button>
            )}
            {email.includes("@") && (
                <Button
                    className={css.tap}
                    component="a"
                    href={`mailto:${encodeURIComponent(email).replaceAll("%40", "@")}`}
                    variant="default"
                    leftSection={<IconMail size={16} />}
                >
                    {translate("timeline.customer.mail")}
                </Button>
            )}
            {can_deal && (
                <Button
                    className={css.tap}
                    component={Link}
                    to={`/opportunities/new?customer=${record.id}`}
                    variant="default"
                    leftSection={<IconTargetArrow size={16} />}
                >
                    {translate("timeline.customer.deal")}
                </Button>
            )}
        </Group>
    );
}
