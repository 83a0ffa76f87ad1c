// The opportunities: a board by stage, or a table.
import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconLayoutKanban, IconPlus, IconTable } from "@tabler/icons-react";
import { useTranslate } from "ra-core";
import { type ComponentType, type ReactNode, useMemo } from "react";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import { type Description, may, useDescription, useLabels } from "../../resource/description";
import { ListPage } from "../../resource/list/list_page";
import { useDrawn } from "../../shell/drawn";
import { PageTitle } from "../../shell/page_title";
import { Segments } from "../../shell/segments";
import { usePhone } from "../../shell/phone";
import { Board } from "./board";
import styles from "./board.module.css";
import { CardSkeletons } from "./column";
import { FilterBar } from "./filter_bar";
import { tableAddress, useAsked } from "./filters";
import { PhoneBoard } from "./phone_board";
import { sumOf, useSteps } from "./pipeline";

function ViewSwitch({ view, phone, table }: { view: "board" | "table"; phone: boolean; table: string }) {
    const translate = useTranslate();
    const navigate = useNavigate();
    if (phone) {
        const [Icon, name, to] =
            view === "board" ? [IconTable, "table", table] : [IconLayoutKanban, "board", "/opportunities"];
        return (
            <ActionIcon
                component={Link}
                to={to}
                variant="default"
                size={44}
                aria-label={`${translate("board.view.label")}: ${translate(`board.view.${name}`)}`}
            >
                <Icon size={20} />
            </ActionIcon>
        );
    }
    const face = (Icon: typeof IconTable, name: string) => (
        <Group gap={6} wrap="nowrap" justify="center">
            <Icon size={16} aria-hidden />
            <span>{translate(`board.view.${name}`)}</span>
        </Group>
    );
    return (
        <Segments
            label={translate("board.view.label")}
            value={view}
            onChange={(to) => void navigate(to === "table" ? table : "/opportunities")}
            options={[
                { value: "board", label: face(IconLayoutKanban, "board") },
                { value: "table", label: face(IconTable, "table") },
            ]}
        />
    );
}

/** What is open, all stages together. */
function OpenSum({ count, totals }: ReturnType<typeof sumOf>) {
    const translate = useTranslate();
    const formats = useFormats();
    const [largest, ...rest] = totals;
    return (
        <Text size="sm" c="dimmed" className="numeric">
            {translate("board.open_sum", { smart_count: count, count: formats.number(count) })}
            {largest && `: ${formats.short_money(largest.amount, largest.currency)}`}
            {largest &&
                ` (${translate("board.weighted", { amount: formats.short_money(largest.weighted, largest.currency) })})`}
            {rest.length > 0 && ` ${translate("board.more_currencies", { smart_count: rest.length })}`}
        </Text>
    );
}

function Empty({ text, to, action, onClick }: { text: string; to?: string; action?: string; onClick?: () => void }) {
    return (
        <Stack align="flex-start" gap="sm" py="xl">
            <Text>{text}</Text>
            {action && to && (
                <Button component={Link} to={to}>
                    {action}
                </Button>
            )}
            {action && onClick && <Button onClick={onClick}>{action}</Button>}
        </Stack>
    );
}

function BoardPage({ description, phone }: { description: Description; phone: boolean }) {
    const translate = useTranslate();
    const labels = useLabels();
    const { asked, filters, ask, clear } = useAsked();
    const { steps, failed, refetch } = useSteps(filters);
    const may_arrange = may(useDescription("stages"), "create");
    const open_sum = useMemo(() => sumOf(steps?.filter((step) => step.kind === "open") ?? []), [steps]);
    const all_sum = useMemo(() => sumOf(steps ?? []), [steps]);
    const currencies = useMemo(
        () => [...new Set([...open_sum.totals, ...all_sum.totals].map(({ currency }) => currency))],
        [open_sum, all_sum],
    );
    const drawn = useDrawn(steps !== undefined);
    const new_one = labels.fresh(description);
    const is_filtered = Object.keys(filters).length > 0;
    const nothing = steps?.every((step) => step.sum?.count === 0) ?? false;
    const Shown = phone ? PhoneBoard : Board;
    const content = () => {
        if (!steps || !drawn)
            return (
                <Group grow align="flex-start" wrap="nowrap" aria-busy>
                    {Array.from({ length: phone ? 1 : 4 }, (_, at) => (
                        <CardSkeletons key={at} count={5} />
                    ))}
                </Group>
            );
        if (steps.length === 0)
            return (
                <Empty
                    text={translate("board.no_stages")}
                    to="/stages"
                    action={may_arrange ? translate("board.make_stages") : undefined}
                />
            );
        if (nothing && is_filtered)
            return <Empty text={translate("board.no_match")} action={translate("board.clear")} onClick={clear} />;
        if (nothing)
            return (
                <Empty
                    text={translate("board.none_yet")}
                    to="/opportunities/new"
                    action={may(description, "create") ? new_one : undefined}
                />
            );
        return <Shown {...{ description, steps, currencies, filters }} order={asked.order} />;
    };
    return (
        <div className={phone ? `${styles.page} ${styles.phone}` : styles.page}>
            <Group
                justify="space-between"
                gap="xs"
                align={phone ? "center" : "flex-start"}
                wrap={phone ? "nowrap" : undefined}
            >
                <div>
                    <PageTitle>{labels.many(description)}</PageTitle>
                    {!phone && steps?.some((step) => step.sum) && <OpenSum {...open_sum} />}
                </div>
                <Group gap="xs" wrap="nowrap">
                    <ViewSwitch view="board" phone={phone} table={tableAddress(filters)} />
                    {may(description, "create") &&
                        (phone ? (
                            <ActionIcon component={Link} to="/opportunities/new" size={44} aria-label={new_one}>
                                <IconPlus size={22} />
                            </ActionIcon>
                        ) : (
                            <Button component={Link} to="/opportunities/new" leftSection={<IconPlus size={16} />}>
                                {new_one}
                            </Button>
                        ))}
                </Group>
            </Group>
            <FilterBar asked={asked} ask={ask} clear={clear} phone={phone} />
            {failed && (
                <Group gap="xs" role="status">
                    <Text size="sm">{translate("board.totals_failed")}</Text>
                    <Button size="compact-sm" variant="default" onClick={refetch}>
                        {translate("app.retry")}
                    </Button>
                </Group>
            )}
            {content()}
        </div>
    );
}

// A list's own state in the address means the table, so that its links need not know of a board.
const of_table = ["filter", "sort", "order", "page", "perPage"];
const Table: ComponentType<{ description: Description; header?: ReactNode }> = ListPage;

export function OpportunitiesPage({ description }: { description: Description }) {
    const [params] = useSearchParams();
    const phone = usePhone();
    const has_board = may(useDescription("stages"), "read");
    const is_table = params.get("view") === "table" || of_table.some((name) => params.has(name));
    if (has_board && !is_table) return <BoardPage description={description} phone={phone} />;
    const view_switch = <ViewSwitch view="table" phone={phone} table="" />;
    return <Table description={description} header={has_board && view_switch} />;
}
