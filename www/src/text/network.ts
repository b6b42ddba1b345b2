/** The sentences of `network` in the language in use; apart from the rest, because a first visit needs none of them. */
export { network as networkText } from "./en-network";
