// Two people changed the same: whoever saves second sees both versions and chooses, field by field.
import { lazy, Suspense, useSyncExternalStore } from "react";
import type { Row } from "../../api/data_provider";
import type { Change } from "../../api/types";
import type { Description } from "../description";
import type { Values } from "../form/form_values";

const ConflictDialog = lazy(() => import("./conflict_dialog"));

export interface Disagreement {
    description: Description;
    base: Row; // what one began with
    present: Row; // what others have made of it
    wanted: Values;
    history: Change[]; // what they did, the newest first
}
export interface Question extends Disagreement {
    answer: (chosen: Values | null) => void;
}

let questions: readonly Question[] = [];
const listeners = new Set<() => void>();
function setQuestions(all: readonly Question[]): void {
    questions = all;
    listeners.forEach((listener) => listener());
}

/** The values to be saved over what is there now; null to go on typing. */
export function resolveConflict(disagreement: Disagreement): Promise<Values | null> {
    return new Promise((resolve) => {
        const question: Question = {
            ...disagreement,
            answer: (chosen) => {
                setQuestions(questions.filter((one) => one !== question));
                resolve(chosen);
            },
        };
        setQuestions([...questions, question]);
    });
}

const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
};

/** Stands once in the layout. */
export function Conflicts() {
    const question = useSyncExternalStore(subscribe, () => questions)[0];
    if (!question) return null;
    return (
        <Suspense>
            <ConflictDialog question={question} />
        </Suspense>
    );
}
