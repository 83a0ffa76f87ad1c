// Builds the web app into web/dist: hashed names under /assets/, an index with a place for each response's nonce.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server keeps the refresh token of pages of its own origin only, so it must be told which one this is.
const server = { target: process.env.CONNECTCRM_URL ?? "http://localhost:8000", changeOrigin: false };

export default defineConfig({
    root: import.meta.dirname,
    plugins: [react()],
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
                // What most pages share comes in one file, instead of thirty small ones.
                codeSplitting: { groups: [{ name: "shared", minShareCount: 8 }] },
            },
        },
    },
    server: { proxy: { "/api": server, "/setup": server } },
});
