// Builds the web app into web/dist: hashed names under /assets/, an index with a place for each response's nonce.
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { allStyles, direct, widgetStyles } from "./packages.mts";

// The server keeps the refresh token of pages of its own origin only, so it must be told which one this is.
const server = { target: process.env.CONNECTCRM_URL ?? "http://localhost:8000", changeOrigin: false };

/** The app's own files, which main.tsx asks for, are loaded with it and not after it. */
const early: Plugin = {
    name: "early",
    transformIndexHtml: {
        order: "post",
        handler(page, { bundle }) {
            const chunks = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
            const app = chunks.find(({ name }) => name === "app");
            // Before styles are there and the page is parsed: it asks for what takes longer.
            const html = page.replace('<script type="module"', '<script type="module" async');
            const link = (rel: string, file: string, more = {}) => ({
                tag: "link",
                attrs: { rel, crossorigin: true, fetchpriority: "low", href: `/${file}`, ...more },
                injectTo: "head" as const,
            });
            const code = [app?.fileName ?? "", ...(app?.imports ?? [])].filter((name) => name && !page.includes(name));
            const styles = [app, ...(app?.imports ?? []).map((name) => bundle?.[name])].flatMap((chunk) =>
                chunk?.type === "chunk" ? [...(chunk.viteMetadata?.importedCss ?? [])] : [],
            );
            const fonts = Object.keys(bundle ?? {}).filter((name) => /inter-latin-wght-normal/.test(name));
            const tags = [
                ...code.map((name) => link("modulepreload", name)),
                ...[...new Set(styles)].map((name) => link("preload", name, { as: "style" })),
                ...fonts.map((name) => link("preload", name, { as: "font", type: "font/woff2" })),
            ];
            return { html, tags };
        },
    },
};

// Of what the app is made, the first that fits.
const parts = [
    { name: "draw", of: /\/node_modules\/(react|react-dom|scheduler)\// },
    { name: "widgets", of: /\/node_modules\/(@mantine|@floating-ui|@tabler|react-)/ },
    { name: "data", of: /\/node_modules\// },
    { name: "app", of: /./ },
];

interface Graph {
    getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}
let of_app: Set<string> | undefined;
/** Is it loaded with start.tsx, and not only when it is wanted? */
function isOfApp(id: string, graph: Graph): boolean {
    if (!of_app) {
        of_app = new Set([`${import.meta.dirname}/src/start.tsx`]);
        for (const module of of_app)
            for (const next of graph.getModuleInfo(module)?.importedIds ?? []) of_app.add(next);
    }
    return of_app.has(id);
}

export default defineConfig({
    root: import.meta.dirname,
    plugins: [react(), direct, widgetStyles, allStyles, early],
    resolve: {
        alias: {
            "object.entries": `${import.meta.dirname}/src/i18n/object_entries.cjs`,
            // ra-core would write CSV with it, which here the server does.
            "jsonexport/dist/index.js": `${import.meta.dirname}/src/api/no_export.ts`,
        },
    },
    html: { cspNonce: "CSP-NONCE" },
    build: {
        target: "es2022",
        outDir: "dist",
        emptyOutDir: true,
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 900,
        modulePreload: { polyfill: false },
        license: { fileName: "licences.md" },
        rolldownOptions: {
            output: {
                hashCharacters: "hex",
                codeSplitting: {
                    groups: [
                        // What main.tsx needs waits for nothing else.
                        { name: "early", test: /\/src\/(first|api\/(http|session|errors))\.ts$/, priority: 9 },
                        // What every page needs comes in a few files, none so large that compiling it holds up the page; what
                        // most of the others share comes in one more.
                        ...parts.map(({ name, of }, at) => ({
                            debugName: name,
                            name: (id: string, graph: Graph) => (of.test(id) && isOfApp(id, graph) ? name : null),
                            priority: parts.length - at,
                        })),
                        { name: "shared", minShareCount: 6 },
                    ],
                },
            },
        },
    },
    server: { proxy: { "/api": server, "/setup": server } },
});
