/** All that only another network needs, in one piece, which is fetched when one is wanted. */
export { networkIntents } from "./network-intents";
export { changeHead } from "./parked-head";
