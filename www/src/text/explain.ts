/** The sentences of `explain` in the language in use; apart from the rest, because a first visit needs none of them. */
export { explain as explainText } from "./en-explain";
