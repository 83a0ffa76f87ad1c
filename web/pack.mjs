// Compresses what Vite built into web/dist/packed, a folder without folders: what the program has in it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = join(import.meta.dirname, "dist");
const packed = join(dist, "packed");
rmSync(packed, { recursive: true, force: true });
mkdirSync(packed);

const is_compressed = /\.(woff2|png)$/;
const sizes = { first_load: 0, largest_chunk: 0 }; // bytes as gzip
for (const file of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const content = readFileSync(join(file.parentPath, file.name));
    const name = basename(file.name);
    // Its nonce is another for each answer.
    if (name === "index.html" || is_compressed.test(name)) {
        writeFileSync(join(packed, name), content);
        continue;
    }
    const zipped = gzipSync(content, { level: 9 });
    writeFileSync(join(packed, `${name}.gz`), zipped);
    writeFileSync(
        join(packed, `${name}.br`),
        brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
    );
    if (/\.(js|css)$/.test(name) && readFileSync(join(dist, "index.html"), "utf8").includes(name))
        sizes.first_load += zipped.length;
    else if (/\.js$/.test(name)) {
        sizes.largest_chunk = Math.max(sizes.largest_chunk, zipped.length);
        if (zipped.length > 130 * 1024) throw new Error(`${name} has ${zipped.length} bytes as gzip, over 130 KiB`);
    }
}
// Beside what is packed, for ./dev bench --web.
writeFileSync(join(dist, "sizes.json"), JSON.stringify(sizes));
console.log(`The first load is ${Math.round(sizes.first_load / 1024)} KiB as gzip`);
if (sizes.first_load > 320 * 1024) throw new Error("The first load is over 320 KiB");
