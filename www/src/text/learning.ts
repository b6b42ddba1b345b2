/** The sentences of `learning` in the language in use; apart from the rest, because a first visit needs none of them. */
export { learning as learningText } from "./en-learning";
