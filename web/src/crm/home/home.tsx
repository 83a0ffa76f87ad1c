// The start page of whoever works here: what is to be done today, how the deals stand, and what others did.
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconMessagePlus } from "@tabler/icons-react";
import { useStore, useTranslate } from "ra-core";
import { useFormats } from "../../i18n/format";
import { timeZone } from "../../i18n/time_zone";
import { may, useDescription } from "../../resource/description";
import { Together } from "../../resource/together";
import { PageTitle } from "../../shell/page_title";
import { useMe } from "../../shell/signed_in";
import { WhenNear } from "../../resource/when_near";
import css from "../crm.module.css";
import { openLog } from "../interactions/log";
import { Activity } from "./activity";
import { Closing } from "./closing";
import home from "./home.module.css";
import { Messages } from "./messages";
import { MyDay } from "./my_day";
import { Pipeline } from "./pipeline";
import { QuietCustomers } from "./quiet";
import { SampleBanner, useSample } from "./sample";
import { Setup } from "./setup";
import { few, useCounts } from "./use_counts";

function greeting(): string {
    // The browser's own clock costs nothing.
    const hour = timeZone()
        ? Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: timeZone() }).format())
        : new Date().getHours();
    return hour < 5 ? "night" : hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
}

export function HomePage() {
    const translate = useTranslate();
    const formats = useFormats();
    const me = useMe();
    const counts = useCounts();
    const sample = useSample() ?? 0;
    const [dismissed] = useStore("home.setup.dismissed", false);
    const can_log = may(useDescription("interactions"), "create");
    const sees_deals = may(useDescription("opportunities"), "read");
    const empty = counts?.customers === 0;
    const undone =
        counts?.interactions === 0 || counts?.opportunities === 0 || (me.role === "admin" && counts?.users === 1);
    const begins = counts && (empty || (undone && !dismissed && sample === 0 && counts.customers <= few));
    return (
        <Stack p={{ base: "md", sm: "lg" }} gap="md" maw={1240} mx="auto">
            <Group justify="space-between" gap="sm">
                <div>
                    <PageTitle text={translate("app.nav.home")}>
                        {translate(`home.greeting.${greeting()}`, { name: me.first_name || me.username })}
                    </PageTitle>
                    <Text c="dimmed">{formats.day(new Date())}</Text>
                </div>
                {can_log && !empty && (
                    <Button
                        className={css.tap}
                        style={counts ? undefined : { visibility: "hidden" }}
                        leftSection={<IconMessagePlus size={16} />}
                        onClick={() => openLog()}
                        aria-keyshortcuts="l"
                    >
                        {translate("timeline.log.title")}
                    </Button>
                )}
            </Group>
            <SampleBanner />
            <Together>
                {begins && <Setup counts={counts} />}
                {!empty && (
                    <div className={home.columns}>
                        <div className={home.column}>
                            <Messages />
                            <MyDay />
                            {sees_deals && (
                                <WhenNear title={translate("home.closing.title")}>
                                    <Closing />
                                </WhenNear>
                            )}
                            <WhenNear title={translate("home.quiet.title")}>
                                <QuietCustomers />
                            </WhenNear>
                        </div>
                        <div className={home.column}>
                            {sees_deals && (
                                <WhenNear title={translate("home.pipeline.title")}>
                                    <Pipeline />
                                </WhenNear>
                            )}
                            <WhenNear title={translate("home.activity.title")}>
                                <Activity />
                            </WhenNear>
                        </div>
                    </div>
                )}
            </Together>
        </Stack>
    );
}
