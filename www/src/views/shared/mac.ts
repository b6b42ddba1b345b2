/** Tells whether keys are called as on a Mac. */

export const isMac: boolean = /^(Mac|iPhone|iPad)/.test(globalThis.navigator?.platform ?? "");
