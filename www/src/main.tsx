/** Connects engine, state and views. */
import { render } from "preact";
import { networkBringer } from "./engine/bring-network";
import { createEngineClient } from "./engine/client";
import { fetchWeights } from "./engine/weights-download";
import { backboneWeightsUrl } from "./engine/weights-url";
import { browserInputs } from "./state/browser-inputs";
import { browserDeviceMemory, rememberAppearance, rememberedAppearance } from "./state/browser-memory";
import { startApp } from "./state/start-up";
import { openWorkStore } from "./storage/work-store";
import "./style";
import { App } from "./views/app";

const device = new URLSearchParams(location.search).get("device");

const { store, intents } = startApp({
  createClient: createEngineClient,
  openStore: openWorkStore,
  bringNetwork: networkBringer(fetchWeights(backboneWeightsUrl)),
  inputs: browserInputs,
  memory: browserDeviceMemory,
  wish: device === "cpu" || device === "gpu" ? device : undefined,
  appearance: rememberedAppearance(),
  rememberAppearance,
  isVisible: () => document.visibilityState === "visible",
  reload: () => location.reload(),
});

const place = document.getElementById("page");
if (place) render(<App app={{ select: store.select, intents }} />, place);
