/** The sentences of the language in use; another language is another file of the same type. */
import { en } from "./en";

/** What every language must say; a missing sentence fails to compile. */
export type Text = typeof en;

export const text: Text = en;
