/** The sentences of `race` in the language in use; apart from the rest, because a first visit needs none of them. */
export { race as raceText } from "./en-race";
