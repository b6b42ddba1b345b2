/** Temporary: shows one value without the rest of the page. */
import { render } from "preact";
import type { Intents } from "../state/intents";
import { createStore } from "../state/store";
import { AppContext } from "../views/app-context";
import "../style";
import { ValueView } from "../views/explain/value-view";
import { explainScenes } from "./scenes-explain";

const inert: unknown = new Proxy(() => undefined, { get: (_t, name) => (name === "then" ? undefined : inert) });
const scene = explainScenes.find(({ name }) => name === location.hash.slice(1));
const state = scene?.state();
const place = state?.inside.place;
const root = document.querySelector("#gallery");
if (state && place?.at === "value" && root)
  render(
    <AppContext.Provider value={{ select: createStore(state).select, intents: inert as Intents }}>
      <section class="column train"><ValueView {...place} /></section>
    </AppContext.Provider>,
    root,
  );
