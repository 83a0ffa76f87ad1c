// How it looks: calm, dense, legible. Contrast of text is at least 4.5 in both schemes (WCAG 2.2, 1.4.3).
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const teal: MantineColorsTuple = [
    "#e9f5f4",
    "#d2eae7",
    "#a4d5cf",
    "#73beb6",
    "#4caba1",
    "#2f9b90",
    "#178379",
    "#05746c",
    "#04655e",
    "#03524d",
];
const slate: MantineColorsTuple = [
    "#c9ced2",
    "#b3babf",
    "#9aa2a9",
    "#737d85",
    "#4a535b",
    "#3a4249",
    "#2a3137",
    "#1f2529",
    "#16191b",
    "#101315",
];

const title = { fontSize: "var(--mantine-font-size-lg)", fontWeight: 650 };

export const theme = createTheme({
    colors: { teal, dark: slate },
    black: "#151c20",
    primaryColor: "teal",
    primaryShade: { light: 7, dark: 7 },
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
    headings: {
        fontFamily: "'Inter Variable', system-ui, sans-serif",
        fontWeight: "650",
        sizes: {
            h1: { fontSize: "1.375rem", lineHeight: "1.3" },
            h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
            h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
        },
    },
    defaultRadius: "md",
    cursorType: "pointer",
    respectReducedMotion: true,
    components: {
        Button: { defaultProps: { size: "sm" } },
        TextInput: { defaultProps: { size: "sm" } },
        Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
        // As the first heading of the dialog, not as the banner of the page.
        ModalHeader: { defaultProps: { component: "div" } },
        DrawerHeader: { defaultProps: { component: "div" } },
        // The focus goes to the first item: a menu has nothing but items.
        Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
        Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 } }, styles: { title } },
        Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.4 } }, styles: { title } },
        // What is closed is not there: where it would stand is found out at the price of a layout of the page.
        Combobox: { defaultProps: { keepMounted: false } },
        // "Nothing found" is what the list has, for screen readers too.
        ComboboxEmpty: { defaultProps: { role: "option", "aria-disabled": true } },
        // Inputs beside one another stand in one line, whether they have a description or not.
        InputWrapper: {
            defaultProps: { inputWrapperOrder: ["label", "input", "error", "description"] },
            styles: {
                error: { fontSize: "var(--mantine-font-size-xs)", marginTop: 4 },
                description: { fontSize: "var(--mantine-font-size-xs)", marginTop: 4 },
            },
        },
        Paper: { defaultProps: { withBorder: true } },
    },
});

export const variables: CSSVariablesResolver = () => ({
    variables: {},
    light: {
        "--mantine-color-body": "#ffffff",
        "--mantine-color-dimmed": "#566069",
        "--mantine-color-placeholder": "#666f77",
        "--mantine-color-error": "#b3261e",
        "--mantine-color-teal-light": "#e1f0ee",
        "--mantine-color-teal-light-color": "#03524d",
        "--mantine-color-red-light": "#fdecea",
        "--mantine-color-red-light-color": "#8c1d18",
        "--mantine-color-yellow-light": "#fdf0cf",
        "--mantine-color-yellow-light-color": "#5c3d00",
        "--crm-canvas": "#f6f7f7",
        "--crm-line": "#e1e5e6",
        "--crm-field": "#8c959c",
        "--crm-field-focus": "#05746c",
        "--crm-chosen": "#e1f0ee",
        "--crm-chosen-text": "#03524d",
        "--crm-warning": "#fdf0cf",
        "--crm-warning-text": "#5c3d00",
    },
    dark: {
        "--mantine-color-body": "#1b2023",
        "--mantine-color-dimmed": "#a3acb3",
        "--mantine-color-placeholder": "#929ba2",
        "--mantine-color-error": "#ff8a80",
        "--mantine-color-anchor": "#73beb6",
        "--mantine-color-teal-light": "#143a38",
        "--mantine-color-teal-light-color": "#a4d5cf",
        "--mantine-color-red-light": "#3d1f20",
        "--mantine-color-red-light-color": "#ffb4ab",
        "--mantine-color-yellow-light": "#3a2e0f",
        "--mantine-color-yellow-light-color": "#f5d58a",
        "--crm-canvas": "#131719",
        "--crm-line": "#30383e",
        "--crm-field": "#69727a",
        "--crm-field-focus": "#73beb6",
        "--crm-chosen": "#143a38",
        "--crm-chosen-text": "#a4d5cf",
        "--crm-warning": "#3a2e0f",
        "--crm-warning-text": "#f5d58a",
    },
});
