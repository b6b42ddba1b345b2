/** The sentences of `inside` in the language in use; apart from the rest, because a first visit needs none of them. */
export { insideView as insideText } from "./en-inside-view";
