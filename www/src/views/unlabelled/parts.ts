/** What the page shows of unlabelled pictures, fetched as one with what can be done with them, so that no click waits. */
import "../../state/unlabelled/unlabelled-intents";

export { PileCard } from "./pile-card";
export { PileLive } from "./pile-live";
export { TeachingNote } from "./teaching-note";
