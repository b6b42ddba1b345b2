/** The sentences of the settings in the language in use; apart from the rest, because a first visit needs none of them. */
export { enSettings as settingsText } from "./en-settings";
