/** The sentences of `deeper` in the language in use; apart from the rest, because a first visit needs none of them. */
export { deeper as deeperText } from "./en-deeper";
