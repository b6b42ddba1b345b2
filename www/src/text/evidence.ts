/** The sentences of `evidence` in the language in use; apart from the rest, because a first visit needs none of them. */
export { evidence as evidenceText } from "./en-evidence";
