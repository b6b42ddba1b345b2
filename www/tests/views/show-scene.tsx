/** A scene of the gallery with a few views around it, as a test sees it; taken away again after each test. */
import type { ComponentChildren } from "preact";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, vi } from "vitest";
import type { Scene } from "../../src/gallery/scene";
import { createStore, type Store } from "../../src/state/store";
import { AppContext } from "../../src/views/app-context";
import { forgetCalls, rememberingIntents } from "./remembering-intents";

export interface ShownScene {
  shown: HTMLElement;
  store: Store;
}

let place: HTMLElement | undefined;

/** One at a time: another one takes its place. */
export async function showScene(
  scenes: readonly Scene[],
  sceneName: string,
  views: (select: Store["select"]) => ComponentChildren,
): Promise<ShownScene> {
  const scene = scenes.find(({ name }) => name === sceneName);
  if (!scene) throw new Error(sceneName);
  removeScene();
  const store = createStore(scene.state());
  const shown = document.createElement("div");
  place = shown;
  document.body.append(shown);
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener() {}, removeEventListener() {} }));
  await act(() =>
    render(
      <AppContext.Provider value={{ select: store.select, intents: rememberingIntents() }}>
        {views(store.select)}
      </AppContext.Provider>,
      shown,
    ),
  );
  return { shown, store };
}

export function removeScene(): void {
  if (place) render(null, place);
  place?.remove();
  place = undefined;
}

afterEach(() => {
  removeScene();
  forgetCalls();
  vi.unstubAllGlobals();
});
