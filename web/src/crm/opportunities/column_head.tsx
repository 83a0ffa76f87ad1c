// The head of a stage on the board: its name, how many stand there and what they come to.
import { ActionIcon, Group, Text, Title, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconCircleX, IconLayoutSidebarLeftCollapse, IconPlus } from "@tabler/icons-react";
import { useStore, useTranslate } from "ra-core";
import { Link } from "react-router-dom";
import { useFormats } from "../../i18n/format";
import styles from "./board.module.css";
import { recent_days } from "./column_deals";
import type { Kind, Step, Sum, Total } from "./pipeline";

const most_currencies = 1;

/** `open_too`: where names stand below each other. */
export function KindIcon({ kind, open_too = false }: { kind: Kind; open_too?: boolean }) {
    if (kind === "open") return open_too ? <IconCircle size={16} aria-hidden /> : null;
    return kind === "won" ? <IconCircleCheck size={16} aria-hidden /> : <IconCircleX size={16} aria-hidden />;
}

/** Amounts by currency; where they are many, the rest when asked for. */
function Totals({ totals, currencies, weighted }: { totals: Total[]; currencies: string[]; weighted: boolean }) {
    const translate = useTranslate();
    const formats = useFormats();
    const [all, setAll] = useStore("opportunities.all_currencies", false); // in all columns alike
    const rank = ({ currency }: Total) => currencies.indexOf(currency) + 1 || Infinity;
    const sorted = totals.filter(({ amount }) => Number(amount) !== 0).sort((a, b) => rank(a) - rank(b));
    const line = ({ currency, amount, weighted: by_chance }: Total) => (
        <div key={currency}>
            <Text span size="sm" fw={600} className="numeric">
                {formats.short_money(amount, currency)}
            </Text>
            {weighted && (
                <Text size="xs" c="dimmed" className="numeric clip" title={translate("board.weighted_help")} lh={1.25}>
                    {translate("board.weighted", { amount: formats.short_money(by_chance, currency) })}
                </Text>
            )}
        </div>
    );
    const rest = sorted.length - most_currencies;
    return (
        <>
            {sorted.slice(0, all ? undefined : most_currencies).map(line)}
            {rest > 0 && (
                <UnstyledButton className={styles.currencies} aria-expanded={all} onClick={() => setAll(!all)}>
                    {all ? translate("board.fewer") : translate("board.more_currencies", { smart_count: rest })}
                </UnstyledButton>
            )}
        </>
    );
}

interface Props {
    step: Step;
    sum: Sum | undefined;
    currencies: string[]; // in the order in which they are shown
    may_create: boolean;
    onFold?: () => void;
    id?: string;
    phone?: boolean; // name and count stand above it then
}

export function ColumnHead({ step, sum, currencies, may_create, onFold, id, phone = false }: Props) {
    const translate = useTranslate();
    const formats = useFormats();
    const closed = step.kind !== "open";
    const amounts = (
        <>
            {closed && (
                <Text size="xs" c="dimmed">
                    {translate("board.recent", { days: recent_days })}
                </Text>
            )}
            {sum && <Totals totals={sum.totals} currencies={currencies} weighted={!closed} />}
            {sum && sum.without_amount > 0 && sum.totals.length === 0 && sum.count > 0 && (
                <Text size="xs" c="dimmed">
                    {translate("board.without_amount", { smart_count: sum.without_amount })}
                </Text>
            )}
        </>
    );
    return (
        <div className={styles.head_box} data-kind={step.kind}>
            <Group gap={6} wrap="nowrap" justify="space-between" align="flex-start">
                {phone ? (
                    <div>
                        <VisuallyHidden component="h2">{step.name}</VisuallyHidden>
                        {amounts}
                    </div>
                ) : (
                    <Group gap={6} wrap="nowrap" miw={0} mih={26}>
                        <KindIcon kind={step.kind} />
                        <Title order={2} size="h3" id={id} className="clip" title={step.name}>
                            {step.name}
                        </Title>
                        {sum && <span className={styles.count}>{formats.number(sum.count)}</span>}
                    </Group>
                )}
                <Group gap={2} wrap="nowrap">
                    {may_create && step.kind === "open" && (
                        <ActionIcon
                            className={styles.more}
                            component={Link}
                            to={`/opportunities/new?stage=${encodeURIComponent(step.name)}`}
                            variant="subtle"
                            color="gray"
                            c="dimmed"
                            size={26}
                            aria-label={translate("board.new_in", { stage: step.name })}
                            title={translate("board.new_in", { stage: step.name })}
                        >
                            <IconPlus size={16} />
                        </ActionIcon>
                    )}
                    {onFold && (
                        <ActionIcon
                            className={styles.more}
                            variant="subtle"
                            color="gray"
                            c="dimmed"
                            size={26}
                            aria-expanded
                            aria-label={translate("board.fold", { stage: step.name })}
                            onClick={onFold}
                        >
                            <IconLayoutSidebarLeftCollapse size={16} />
                        </ActionIcon>
                    )}
                </Group>
            </Group>
            {!phone && amounts}
        </div>
    );
}
