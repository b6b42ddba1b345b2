/** Temporary: the real page with a value beside it. */
import { render } from "preact";
import { createEngineClient } from "../engine/client";
import { fetchWeights } from "../engine/weights-download";
import { backboneWeightsUrl } from "../engine/weights-url";
import { browserInputs } from "../state/browser-inputs";
import { browserDeviceMemory, rememberAppearance, rememberedAppearance } from "../state/browser-memory";
import { startApp } from "../state/start-up";
import { openWorkStore } from "../storage/work-store";
import "../style";
import { App } from "../views/app";
import { AppContext, useApp } from "../views/app-context";
import { ValueView } from "../views/explain/value-view";

const app: any = startApp({
  createClient: createEngineClient,
  openStore: openWorkStore,
  downloadWeights: fetchWeights(backboneWeightsUrl).deliver,
  inputs: browserInputs,
  memory: browserDeviceMemory,
  wish: "cpu",
  appearance: rememberedAppearance(),
  rememberAppearance,
  isVisible: () => true,
  reload: () => location.reload(),
} as any);
(window as any).app = app;
function Over() {
  const { place } = useApp().select.inside.value;
  return place.at === "value" ? <ValueView {...place} /> : null;
}
render(<App app={{ select: app.store.select, intents: app.intents }} />, document.getElementById("page")!);
render(
  <AppContext.Provider value={{ select: app.store.select, intents: app.intents }}>
    <section class="column train" style="width:760px"><Over /></section>
  </AppContext.Provider>,
  document.getElementById("over")!,
);
