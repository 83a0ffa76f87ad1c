// Language and time zone: each takes effect as soon as it is chosen.
import { Alert, Select, SimpleGrid } from "@mantine/core";
import { useLocaleState, useNotify, useTranslate } from "ra-core";
import { useMemo, useState } from "react";
import { browserLanguage, isLanguage, languages } from "../../i18n";
import { timeZone, timeZones } from "../../i18n/time_zone";
import { useErrorText } from "../../resource/error_text";
import { chosenLanguage, useLanguage } from "../language";
import { Part } from "../page";
import { useMe } from "../signed_in";
import { useSaveMe } from "./save_me";

const browser = "browser"; // an empty value would be none
const browser_zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function LanguageAndTime() {
    const translate = useTranslate();
    const notify = useNotify();
    const errorText = useErrorText();
    const me = useMe();
    const save = useSaveMe();
    const { choose } = useLanguage();
    const [locale] = useLocaleState();
    const [error, setError] = useState("");
    const known_zones = useMemo(timeZones, []);
    const name = (tag: string) => languages.find((language) => language.locale === tag)?.name ?? tag;

    const change = async (changes: { language?: string; time_zone?: string }) => {
        setError("");
        try {
            await save(changes);
            notify("profile.saved", { type: "success" });
        } catch (thrown) {
            setError(errorText(thrown));
        }
    };
    const chooseLanguage = async (value: string | null) => {
        const language = isLanguage(value ?? "") ? (value as (typeof languages)[number]["locale"]) : "";
        await change({ language });
        choose(language);
    };
    const time = new Intl.DateTimeFormat(locale, {
        dateStyle: "medium",
        timeStyle: "short",
        timeZone: timeZone(),
    }).format(new Date());
    return (
        <Part title={translate("profile.language.title")}>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
                <Select
                    label={translate("profile.language.language")}
                    value={chosenLanguage() || browser}
                    data={[
                        {
                            value: browser,
                            label: translate("profile.language.browser", { name: name(browserLanguage()) }),
                        },
                        ...languages.map((language) => ({ value: language.locale, label: language.name })),
                    ]}
                    allowDeselect={false}
                    onChange={(value) => void chooseLanguage(value)}
                />
                <Select
                    label={translate("profile.language.zone")}
                    description={`${translate("profile.language.zone_help")} ${translate("profile.language.now", { time })}`}
                    value={me.time_zone || browser}
                    data={[
                        { value: browser, label: translate("profile.language.browser", { name: browser_zone() }) },
                        ...known_zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
                    ]}
                    searchable
                    allowDeselect={false}
                    limit={100}
                    nothingFoundMessage={translate("form.nothing_found")}
                    onChange={(zone) => void change({ time_zone: zone === browser ? "" : (zone ?? "") })}
                />
            </SimpleGrid>
            {error && (
                <Alert color="red" role="alert" mt="md">
                    {error}
                </Alert>
            )}
        </Part>
    );
}
