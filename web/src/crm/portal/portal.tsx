// The one page of a customer: what was agreed, newest first, and a place to write to us.
import { Avatar, Button, Group, Paper, Skeleton, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { useTranslate } from "ra-core";
import { useFormats } from "../../i18n/format";
import { useServerText } from "../../resource/description";
import { Failure } from "../../resource/failure";
import { PageTitle } from "../../shell/page_title";
import { useMe } from "../../shell/signed_in";
import css from "../crm.module.css";
import { hasStep, iconOf, type Interaction, message_type } from "../interactions/interaction";
import lines from "../interactions/interactions.module.css";
import { useInteractions } from "../interactions/use_interactions";
import { WriteToUs } from "./write_to_us";

const at_once = 10;

function Entry({ row }: { row: Interaction }) {
    const translate = useTranslate();
    const server = useServerText();
    const formats = useFormats();
    const own = row.interaction_type === message_type;
    const Icon = iconOf(row.interaction_type);
    return (
        <li className={lines.item}>
            <span className={lines.sign} aria-hidden>
                <Icon size={17} stroke={1.7} />
            </span>
            <div className={lines.body}>
                <Text fw={600} component="h3" size="md" m={0}>
                    {own ? translate("portal.you_wrote") : server(row.interaction_type)}
                </Text>
                <Text size="sm" c="dimmed">
                    <time dateTime={row.date}>
                        {formats.day(new Date(row.date))}, {formats.clock(row.date)}
                    </time>
                </Text>
                <Text mt={4} className={css.text}>
                    {row.notes}
                </Text>
                {!own && hasStep(row) && (
                    <Text mt={6}>
                        <Text span fw={600}>
                            {translate("portal.next")}
                        </Text>{" "}
                        {row.next_action}
                    </Text>
                )}
            </div>
        </li>
    );
}

export default function Portal() {
    const translate = useTranslate();
    const me = useMe();
    const name = `${me.first_name} ${me.last_name}`.trim() || me.username;
    const { rows, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useInteractions(
        {},
        at_once,
    );
    return (
        <Stack p={{ base: "md", sm: "lg" }} gap="md" maw={720} mx="auto">
            <Group gap="sm" wrap="nowrap">
                <Avatar name={name} color="teal" variant="filled" size={44} radius="xl" aria-hidden />
                <div style={{ minWidth: 0 }}>
                    <PageTitle text={translate("portal.title")}>{translate("portal.hello", { name })}</PageTitle>
                    <Text c="dimmed" className="clip">
                        {me.email || me.username}
                    </Text>
                </div>
            </Group>
            {me.customers.length > 0 && <WriteToUs customers={me.customers} />}
            <Paper p={{ base: "md", sm: "lg" }} component="section" aria-labelledby="agreed">
                <Title order={2} id="agreed" mb="md">
                    {translate("portal.agreed")}
                </Title>
                {isPending && !error && (
                    <Stack gap="md" aria-busy="true">
                        <VisuallyHidden role="status">{translate("app.loading")}</VisuallyHidden>
                        {[80, 95, 60].map((width) => (
                            <Skeleton key={width} height={36} width={`${width}%`} />
                        ))}
                    </Stack>
                )}
                {rows?.length === 0 && (
                    <Text c="dimmed">{translate(me.customers.length > 0 ? "portal.nothing" : "portal.unlinked")}</Text>
                )}
                <ol className={lines.items}>
                    {rows?.map((row) => (
                        <Entry key={row.id} row={row} />
                    ))}
                </ol>
                {error && <Failure error={error} retry={() => void refetch()} />}
                {hasNextPage && (
                    <Button
                        className={css.tap}
                        variant="default"
                        loading={isFetchingNextPage}
                        onClick={() => void fetchNextPage()}
                    >
                        {translate("portal.older")}
                    </Button>
                )}
            </Paper>
        </Stack>
    );
}
