// Of packages with hundreds of files, code and styles of what is used, where it is used: plugins for Vite.
import type { Plugin, Rolldown } from "vite";

const packages = ["@mantine/core", "@tabler/icons-react"];
const source = `${import.meta.dirname}/src/`;

interface Place {
    file: string;
    name: string;
}

/** What is imported from such a package is imported from its own file instead of an index of all of them. */
export const direct: Plugin = {
    name: "direct",
    apply: "build",
    enforce: "post",
    async transform(code, id) {
        if (!id.startsWith(source) || !packages.some((name) => code.includes(`"${name}"`))) return null;
        let made = code;
        for (const node of this.parse(code).body.reverse()) {
            if (node.type !== "ImportDeclaration" || !packages.includes(node.source.value)) continue;
            const places = await placesIn(node.source.value, this);
            const imports = node.specifiers.map((one) => {
                const place = one.type === "ImportSpecifier" && places.get(nameOf(one.imported));
                if (!place) throw new Error(`${id}: ${one.local.name} has no file of its own in ${node.source.value}`);
                return `import { ${place.name} as ${one.local.name} } from "${place.file}";`;
            });
            made = made.slice(0, node.start) + imports.join(" ") + made.slice(node.end);
        }
        return { code: made, map: null };
    },
};

const read = new Map<string, Promise<Map<string, Place>>>();
function placesIn(name: string, graph: Rolldown.PluginContext) {
    const places = read.get(name) ?? readIndex(name, graph);
    read.set(name, places);
    return places;
}

async function readIndex(name: string, graph: Rolldown.PluginContext) {
    const index = (await graph.resolve(name))?.id ?? "";
    const fileOf = (from: { value: string }) => new URL(from.value, `file://${index}`).pathname;
    const imported = new Map<string, Place>();
    const exported = new Map<string, Place>();
    for (const node of graph.parse(await graph.fs.readFile(index, { encoding: "utf8" })).body) {
        if (node.type === "ImportDeclaration" && node.source.value.startsWith("."))
            for (const one of node.specifiers)
                if (one.type === "ImportSpecifier")
                    imported.set(one.local.name, { file: fileOf(node.source), name: nameOf(one.imported) });
        if (node.type !== "ExportNamedDeclaration") continue;
        for (const one of node.specifiers) {
            const local = nameOf(one.local);
            const place = node.source ? { file: fileOf(node.source), name: local } : imported.get(local);
            if (place) exported.set(nameOf(one.exported), place);
        }
    }
    return exported;
}

const nameOf = (node: { name: string } | { value: string }) => ("name" in node ? node.name : node.value);

/** The styles of a widget come with the widget, after those of what it is made of. */
export const widgetStyles: Plugin = {
    name: "widget-styles",
    apply: "build",
    transform(code, id) {
        if (!id.includes("/@mantine/core/esm/")) return null;
        const [, widget] = /\/(\w+)\.module\.mjs$/.exec(id) ?? [];
        if (widget) return { code: `${code}\nimport "@mantine/core/styles/${widget}.layer.css";`, map: null };
        const classes = /^import \w+ from "[./\w-]+\.module\.mjs";$/gm;
        const imports = code.match(classes);
        return imports && { code: [code.replace(classes, ""), ...imports].join("\n"), map: null };
    },
};

/** While the app is written, packages are one file each, and so are their styles. */
export const allStyles: Plugin = {
    name: "all-styles",
    apply: "serve",
    transform: (code, id) =>
        id === `${source}main.tsx` ? { code: `${code}\nimport "@mantine/core/styles.layer.css";`, map: null } : null,
};
