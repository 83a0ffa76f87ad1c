// Stands where ra-core has a writer of CSV files (vite.config.mts): lists are exported by the server.
export default function noExport(): never {
    throw new Error("Lists are exported by the server.");
}
