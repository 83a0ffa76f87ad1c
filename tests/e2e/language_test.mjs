// Whatever the server describes is named in German, too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { server as german } from "../../web/src/i18n/de/server.ts";
import { Server } from "./browser.mjs";

/** As useServerText looks it up. */
const known = (text) => {
    const key = text.replaceAll(".", "·");
    return key in german || key.replace(/\d+/g, "#") in german;
};

test("every label, help text and choice has German", async () => {
    const server = await Server.start();
    try {
        const descriptions = await server.call("ada", "/api/resources/");
        const texts = descriptions.flatMap(({ label, label_plural, fields }) => [
            label,
            label_plural,
            ...fields.flatMap((field) => [field.label, field.help, ...(field.choices ?? []).map((one) => one.label)]),
        ]);
        assert.ok(texts.length > 100);
        assert.deepEqual(
            [...new Set(texts)].filter((text) => text && !known(text)),
            [],
        );
    } finally {
        await server.end();
    }
});
