// What the server takes and answers, as it describes its API itself: schema.d.ts is made of that by `./dev types`.
import type { components, paths } from "./schema";

type Method = "get" | "post" | "patch";
type Json<Of> = Of extends { content: { "application/json": infer Value } } ? Value : never;

/** What an address answers, where it does not refuse. */
export type Answer<Path extends keyof paths, By extends Method = "get"> = paths[Path][By] extends {
    responses: infer Responses;
}
    ? Json<Responses[keyof Responses & (200 | 201)]>
    : never;

/** What is sent there. */
export type Body<Path extends keyof paths, By extends Method = "post"> = paths[Path][By] extends {
    requestBody: infer Sent;
}
    ? Json<Sent>
    : never;

export type Schemas = components["schemas"];
export type Change = Schemas["Change"];
export type FieldErrors = Schemas["FieldErrors"];
export type Me = Answer<"/api/me/">;

/** What every record has. */
export type RecordFields = Pick<Schemas["CustomUser"], "id" | "created_at" | "updated_at" | "version">;

/** Every list has pages like those of the log. */
export type Page<Item> = Omit<Answer<"/api/changes/">, "results"> & { results: Item[] };
