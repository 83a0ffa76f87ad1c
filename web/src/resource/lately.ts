// A part of the app that is loaded when it is shown first; the part that the first page is made of is there already.
import { type FunctionComponent, lazy, type LazyExoticComponent } from "react";

type Code = Record<string, unknown>;
let there: Code = {};
/** The code of the first page, before it is drawn. */
export function keepCode(code: object): void {
    there = code as Code;
}

/** Without waiting, not even until the next task, as React does for a promise. */
const now = <T>(value: T) => ({ then: (take: (value: T) => void) => take(value) }) as unknown as Promise<T>;

/** The component of that name in the module. */
export function lately<Name extends string, Module extends Record<Name, FunctionComponent<any>>>(
    name: Name,
    load: () => Promise<Module>,
): LazyExoticComponent<Module[Name]> {
    return lazy(() => {
        const known = there[name] as Module[Name] | undefined;
        return known ? now({ default: known }) : load().then((code) => ({ default: code[name] }));
    });
}
