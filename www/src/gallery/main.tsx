/** The gallery: every drawing and every state of the page, without an engine, for looking and for reviewing. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Intents } from "../state/intents";
import { createStore } from "../state/store";
import { App } from "../views/app";
import "../style";
import { Drawings } from "./drawings";
import "./gallery.css";
import { SCENES } from "./scenes";

const DRAWINGS = "drawings";

function Gallery() {
  const chosen = useAddressedScene();
  const scene = SCENES.find(({ name }) => name === chosen);
  return (
    <>
      <nav class="gallery-bar" aria-label="scenes">
        {[DRAWINGS, ...SCENES.map(({ name }) => name)].map((name) => (
          <a key={name} href={`#${name}`} aria-current={name === chosen ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <div data-scene={chosen}>
        {scene ? (
          <App key={chosen} app={{ select: createStore(scene.state()).select, intents: inertIntents() }} />
        ) : (
          <main>
            <h1>{DRAWINGS}</h1>
            <Drawings />
          </main>
        )}
      </div>
    </>
  );
}

/** The scene that the address names after its `#`, so that a scene can be linked to and photographed. */
function useAddressedScene(): string {
  const read = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    return SCENES.some((scene) => scene.name === name) ? name : DRAWINGS;
  };
  const [name, setName] = useState(read);
  useEffect(() => {
    const follow = () => setName(read());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return name;
}

/** Intents of any name that do nothing: the gallery shows states and does not change them. */
function inertIntents(): Intents {
  const inert: unknown = new Proxy(() => undefined, {
    get: (_target, name) => (name === "then" ? undefined : inert),
  });
  return inert as Intents;
}

const place = document.querySelector("#gallery");
if (place) render(<Gallery />, place);
