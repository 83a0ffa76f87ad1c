// What a request can end with, in the form in which screens need it.
import { HttpError } from "ra-core";
import type { FieldErrors } from "./types";

/** `body.errors` is where ra-core's forms look for texts of fields. */
export class ApiError extends HttpError {
    constructor(
        message: string,
        status: number,
        public readonly fields: FieldErrors = {},
        public readonly retryAfter: number | null = null,
        detail: unknown = null,
    ) {
        super(message, status, {
            detail,
            errors: Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v.join(" ")])),
        });
        // HttpError makes every error an HttpError and nothing more.
        Object.setPrototypeOf(this, new.target.prototype);
    }
}

/** The server could not be reached at all. */
export class Offline extends ApiError {
    constructor() {
        super("app.error.offline", 0);
    }
}

/** Somebody else changed the record meanwhile (412). */
export class Conflict extends ApiError {
    constructor(
        public readonly resource: string,
        public readonly id: string | number,
        public readonly wanted: Record<string, unknown>,
    ) {
        super("app.conflict.title", 412);
    }
}

function texts(value: unknown): string[] {
    if (Array.isArray(value)) return value.map(String);
    return [String(value)];
}

/** From an answer that says no to the error that is thrown. */
export async function errorOf(response: Response): Promise<ApiError> {
    const body: unknown = await response.json().catch(() => null);
    const retry = Number(response.headers.get("Retry-After")) || null;
    if (body && typeof body === "object" && !Array.isArray(body)) {
        const members = body as Record<string, unknown>;
        if (typeof members.detail === "string") return new ApiError(members.detail, response.status, {}, retry, body);
        if (response.status === 400) {
            const fields = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, texts(value)]));
            const general = fields.non_field_errors?.join(" ");
            return new ApiError(general ?? "app.error.fields", 400, fields, retry, body);
        }
    }
    return new ApiError(
        response.status >= 500 ? "app.error.server" : "app.error.refused",
        response.status,
        {},
        retry,
        body,
    );
}
