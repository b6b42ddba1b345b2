/** The sentences of `transfer` in the language in use; apart from the rest, because a first visit needs none of them. */
export { transfer as transferText } from "./en-transfer";
