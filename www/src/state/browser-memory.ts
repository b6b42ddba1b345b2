/** Small things that outlive a visit: which device was faster, and light or dark. */
import type { Appearance } from "./app-state";
import type { DeviceMemory } from "./choose-device";

const PREFIX = "afterimage ";
const APPEARANCE_KEY = `${PREFIX}appearance`;

/** Storage may be refused; then the page measures again at the next visit, and nothing else happens. */
export const browserDeviceMemory: DeviceMemory = {
  read: (key) => quietly(() => localStorage.getItem(PREFIX + key) ?? undefined),
  write: (key, value) => quietly(() => localStorage.setItem(PREFIX + key, value)),
  forget: () =>
    quietly(() => {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(`${PREFIX}device`)) localStorage.removeItem(key);
      }
    }),
};

export function rememberAppearance(appearance: Appearance): void {
  quietly(() => localStorage.setItem(APPEARANCE_KEY, appearance));
}

export function rememberedAppearance(): Appearance {
  const kept = quietly(() => localStorage.getItem(APPEARANCE_KEY));
  return kept === "light" || kept === "dark" ? kept : "system";
}

function quietly<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
