/** The network, opened: where one is, the way to the neighbours and out, and what there is to be seen. */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { LayerInfo } from "../../engine/protocol";
import { type InsidePlace, placeKey } from "../../state/inside/inside-state";
import { text } from "../../text";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import "../../style/inside.css";
import "../../style/inside-layer.css";
import { lazily } from "../shared/lazily";
import { BlockView } from "./block-view";
import { takeFocusWish } from "./focus-on-open";
import { HandChoice } from "./hand-choice";
import { LayerView } from "./layer-view";
import { NetworkMap } from "./network-map";
import { NoPicture } from "./no-picture";
import { CloseButton, PlaceBar } from "./place-bar";
import { usePlaceScroll } from "./place-scroll";
import { useSeen } from "./use-seen";
import { useZoom } from "./zoom";

/** The sums behind single values bring the formulas with them, which is more than all of the rest. */
const value = lazily(async () => (await import("./value-place")).ValuePlace);
const channel = lazily(async () => (await import("./channel-place")).ChannelPlace);

export function InsidePanel() {
  const { select, intents } = useApp();
  // What was seen changes with every frame of a camera; the frame around it does not.
  const place = useComputed(() => select.inside.value.place).value;
  const layers = useComputed(() => select.inside.value.layers).value;
  const panel = useRef<HTMLElement>(null);
  const view = useZoom(place);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && mayClose(event, panel.current)) intents.inside.open(false);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [intents]);
  usePlaceScroll(place, panel);
  useFocusAfter(place, panel);
  return (
    <section ref={panel} class="inside" aria-label={insideText.label} data-at={place.at}>
      <header class="inside-head">
        <PlaceBar place={place} layers={layers ?? []} />
        <CloseButton />
      </header>
      <HandChoice />
      <div ref={view} class="inside-view">
        {layers ? <Place place={place} layers={layers} /> : <Waiting />}
      </div>
    </section>
  );
}

function Place({ place, layers }: { place: InsidePlace; layers: readonly LayerInfo[] }) {
  const { select } = useApp();
  const numClasses = useComputed(() => select.classes.value.length).value;
  switch (place.at) {
    case "map":
      return (
        <WithPicture place={place}>
          <NetworkMap layers={layers} numClasses={numClasses} />
        </WithPicture>
      );
    case "block":
      return (
        <WithPicture place={place}>
          <BlockView key={place.block} block={place.block} layers={layers} />
        </WithPicture>
      );
    case "layer": {
      const info = layers[place.layer];
      return info ? (
        <>
          <LayerView layer={place.layer} info={info} layers={layers} />
          <WithPicture place={place} />
        </>
      ) : (
        <p class="quiet">{insideText.noHead}</p>
      );
    }
    case "channel":
      return <channel.View />;
    case "value":
      return <value.View />;
    default:
      return place satisfies never;
  }
}

/** What it takes to see something: a picture, and an answer that is no failure. */
function WithPicture({ place, children }: { place: InsidePlace; children?: ComponentChildren }) {
  const { select } = useApp();
  const { source } = select.trying.value;
  const seen = useSeen(place);
  const isLayerless = place.at === "layer" && (select.inside.value.layers?.[place.layer]?.kind ?? "softmax");
  if (isLayerless === "linear" || isLayerless === "softmax") return null;
  if (source.from === "nothing") return <NoPicture />;
  if (seen.error) {
    return (
      <p class="inside-problem" role="alert">
        {text.problems.problem({ kind: "engine", error: seen.error })}
      </p>
    );
  }
  const isWaiting = seen.layers.length === 0;
  const isCameraOff = source.from === "camera" && select.camera.value.phase.at !== "live";
  return (
    <>
      {children}
      {isWaiting && (
        <p class="quiet" role="status">
          {isCameraOff ? insideText.waitingForCamera : insideText.looking}
        </p>
      )}
    </>
  );
}

function Waiting() {
  const { select } = useApp();
  const { layersError } = select.inside.value;
  const { phase } = select.engine.value;
  if (phase.at === "ready" && layersError) {
    return (
      <p class="inside-problem" role="alert">
        {text.problems.problem({ kind: "engine", error: layersError })}
      </p>
    );
  }
  if (phase.at === "failed") return <p class="inside-problem">{text.problems.problem(phase.problem)}</p>;
  return <p class="quiet">{phase.at === "ready" ? insideText.describing : insideText.loading}</p>;
}

/** Escape means something else in a field, in a menu, and for who looks at another part of the page. */
function mayClose(event: KeyboardEvent, panel: HTMLElement | null): boolean {
  const { target } = event;
  if (event.defaultPrevented || !(target instanceof HTMLElement)) return false;
  if (target !== document.body && !panel?.contains(target)) return false;
  return !target.matches("select, input:not([type=checkbox], [type=range]), textarea");
}

/** Where what had the focus is gone, the focus goes to the name of the place, from where the keys lead on. */
function useFocusAfter(place: InsidePlace, panel: { current: HTMLElement | null }): void {
  const key = placeKey(place);
  const last = useRef(takeFocusWish() ? undefined : key);
  useEffect(() => {
    if (last.current === key) return;
    last.current = key;
    const active = document.activeElement;
    if (active && active !== document.body) return;
    panel.current?.querySelector<HTMLElement>("[aria-current=page]")?.focus({ preventScroll: true });
  }, [key]);
}
