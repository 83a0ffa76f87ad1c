// Says that records were made since a long list was loaded: it does not move below the hands of whoever scrolls in it.
import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { useEffect, useState } from "react";
import { watchChanges } from "../../api/live";
import { type List, page_size, pages_to_reload } from "./list";

export function News({ list }: { list: List }) {
    const translate = useTranslate();
    const { resource, key } = list;
    const [made, setMade] = useState(""); // `key` of the list as it was shown then
    useEffect(
        () => watchChanges((change) => change.resource === resource && change.action === "create" && setMade(key)),
        [resource, key],
    );
    const is_long = list.rows.length > page_size * (pages_to_reload - 1);
    const show = () => {
        setMade("");
        list.restart();
    };
    return (
        <span role="status">
            {made === key && is_long && (
                <Button variant="light" size="compact-sm" leftSection={<IconArrowUp size={14} />} onClick={show}>
                    {translate("list.news")}
                </Button>
            )}
        </span>
    );
}
