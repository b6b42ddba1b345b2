/** The sentences of `unlabelled` in the language in use; apart from the rest, because a first visit needs none of them. */
export { unlabelled as unlabelledText } from "./en-unlabelled";
