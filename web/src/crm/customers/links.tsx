// Phone numbers to call and websites to open.
import { Anchor, Text } from "@mantine/core";
import { useTranslate } from "ra-core";

function Nothing() {
    return (
        <Text component="span" inherit c="dimmed" aria-label={useTranslate()("app.none")}>
            –
        </Text>
    );
}

/** "+49 (0)30 123-4" as telephones take it. */
export function telephone(phone: string): string {
    return `tel:${phone.replace(/\(0\)/, "").replace(/[^\d+#*,;]/g, "")}`;
}

export function PhoneLink({ phone }: { phone: string | null | undefined }) {
    if (!phone) return <Nothing />;
    if (!/\d{2}/.test(phone)) return <span>{phone}</span>;
    return (
        <Anchor href={telephone(phone)} inherit className="numeric" style={{ whiteSpace: "nowrap" }}>
            {phone}
        </Anchor>
    );
}

/** Only addresses of the web: anything else somebody wrote there stays a text. */
export function safeAddress(website: string): string | null {
    const text = /^[\w-]+(\.[\w-]+)+([/?#:]|$)/.test(website) ? `https://${website}` : website;
    if (!URL.canParse(text)) return null;
    const { protocol, href } = new URL(text);
    return protocol === "https:" || protocol === "http:" ? href : null;
}

export function WebsiteLink({ website }: { website: string | null | undefined }) {
    if (!website) return <Nothing />;
    const address = safeAddress(website.trim());
    const shown = website.replace(/^https?:\/\//, "").replace(/\/$/, "");
    if (!address) return <span>{website}</span>;
    return (
        <Anchor href={address} target="_blank" rel="noopener noreferrer" inherit style={{ overflowWrap: "anywhere" }}>
            {shown}
        </Anchor>
    );
}
