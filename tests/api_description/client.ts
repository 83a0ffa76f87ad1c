// What a typed client of the API looks like; it must compile, and what is wrong in it must not.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

const client = createClient<paths>({ baseUrl: "http://127.0.0.1:8000" });

export async function tour(): Promise<string[]> {
    const pair = await client.POST("/api/token/", { body: { username: "ada", password: "four words nobody guesses" } });
    const headers = { Authorization: `Bearer ${pair.data?.access}` };

    const made = await client.POST("/api/customers/", {
        headers,
        body: { name: "Acme", email: "office@acme.example", phone: "1", address: "Berlin", assigned_to: null },
    });
    const customer: components["schemas"]["Customer"] | undefined = made.data;
    if (!customer) return [];

    await client.PATCH("/api/customers/{id}/", {
        params: { path: { id: customer.id }, header: { "If-Match": made.response.headers.get("ETag") ?? "" } },
        headers,
        body: { phone: "2" },
    });
    const list = await client.GET("/api/opportunities/", {
        headers,
        params: { query: { page_size: 10, ordering: "-amount", stage__in: ["Lead", "Offer"], search: "roll" } },
    });
    const page = list.data;
    const found = Array.isArray(page) ? page : typeof page === "object" ? page.results : [];

    // @ts-expect-error: there is no such parameter
    await client.GET("/api/opportunities/", { headers, params: { query: { color: "red" } } });
    // @ts-expect-error: a name is required
    await client.POST("/api/stages/", { headers, body: { position: 1 } });
    // @ts-expect-error: there is no such address
    await client.GET("/api/nonsense/", { headers });

    return found.map((opportunity) => `${opportunity.title}: ${opportunity.amount ?? "?"} ${opportunity.currency}`);
}
