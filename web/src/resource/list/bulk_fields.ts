// The fields that can be changed in many records at once.
import { type Description, type Field, inputs } from "../description";

export const bulkFields = (description: Description): Field[] =>
    inputs(description).filter((field) => !field.unique && !field.write_only);
