/** Intents that do nothing but remember, for views of which only the wiring is tested. */
import type { Intents } from "../../src/state/intents";

const done: { name: string; given: unknown[] }[] = [];

/** Those of the network come late, as on the page: what asks for them gets them, under the name `own`. */
export function rememberingIntents(path = ""): Intents {
  const target = (...given: unknown[]) => {
    const [use] = given;
    if (path === "network" && typeof use === "function") return use(rememberingIntents("own"));
    done.push({ name: path, given });
    return undefined;
  };
  return new Proxy(target, {
    get: (_target, name) => rememberingIntents(path === "" ? String(name) : `${path}.${String(name)}`),
  }) as unknown as Intents;
}

/** What each call of this intent was given, for instance of `deeper.cutAt`. */
export function calls(name: string): unknown[][] {
  return done.filter((one) => one.name === name).map(({ given }) => given);
}

export function forgetCalls(): void {
  done.length = 0;
}
