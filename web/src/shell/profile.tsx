// One's own account: who one is, how the app looks and speaks, password, sign-ins and keys for programs.
import { useTranslate } from "ra-core";
import { useEffect } from "react";
import { useLocation } from "react-router-dom";
import { Page } from "./page";
import { ApiKeys } from "./profile_parts/api_keys";
import { LanguageAndTime } from "./profile_parts/language_and_time";
import { Look } from "./profile_parts/look";
import { Password } from "./profile_parts/password";
import { SignIns } from "./profile_parts/sign_ins";
import { You } from "./profile_parts/you";

export default function Profile() {
    const { hash } = useLocation();
    useEffect(() => {
        if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
    }, [hash]);
    return (
        <Page title={useTranslate()("profile.title")}>
            <You />
            <LanguageAndTime />
            <Look />
            <Password />
            <SignIns />
            <ApiKeys />
        </Page>
    );
}
