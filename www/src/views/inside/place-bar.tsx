/** Where in the network one is, each step a link; the ways to the neighbours; and the way out. */
import type { LayerInfo } from "../../engine/protocol";
import { type InsidePlace, placeKey } from "../../state/inside/inside-state";
import { placeAfterStep, placesOnTheWay, type Step } from "../../state/inside/walk";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { IconButton } from "../shared/button";
import { ChevronIcon, CloseIcon } from "../shared/icons";
import { InsideLink } from "./inside-link";

export interface PlaceBarProps {
  place: InsidePlace;
  layers: readonly LayerInfo[];
}

const STEP_OF_KEY: Record<string, Step> = {
  ArrowLeft: "previous",
  ArrowRight: "next",
  ArrowUp: "previousLayer",
  ArrowDown: "nextLayer",
};

export function PlaceBar({ place, layers }: PlaceBarProps) {
  const { select, intents } = useApp();
  const way = placesOnTheWay(place, layers);
  // Without a picture there is no map to go to.
  const hasMap = layers.length > 0 && select.trying.value.source.from !== "nothing";

  const go = (step: Step): boolean => {
    const isLayerStep = step === "previousLayer" || step === "nextLayer";
    // Above the channels there is only one kind of neighbour.
    if (isLayerStep && place.at !== "channel" && place.at !== "value") return false;
    const next = placeAfterStep(place, step, layers);
    if (next) intents.inside.goTo(next);
    return next !== undefined;
  };

  return (
    <nav
      class="place-bar"
      aria-label={insideText.crumbs}
      onKeyDown={(event) => {
        const step = STEP_OF_KEY[event.key];
        if (step && go(step)) event.preventDefault();
      }}
    >
      <ol class="crumbs">
        {way.map((step, index) => (
          <li key={placeKey(step)}>
            <InsideLink place={step} isCurrent={index === way.length - 1}>
              {nameOf(step, layers)}
            </InsideLink>
          </li>
        ))}
      </ol>
      <Neighbours place={place} layers={layers} />
      <span class="place-keys quiet" aria-hidden="true">
        {insideText.keys[place.at === "map" && !hasMap ? "nothing" : place.at]}
      </span>
    </nav>
  );
}

function Neighbours({ place, layers }: PlaceBarProps) {
  const { intents } = useApp();
  const kind = place.at === "value" ? "channel" : place.at;
  if (kind === "map") return null;
  const buttons = [
    { step: "previous", label: insideText.previous[kind] },
    { step: "next", label: insideText.next[kind] },
  ] as const;
  return (
    <span class="neighbours">
      {buttons.map(({ step, label }) => {
        const next = placeAfterStep(place, step, layers);
        return (
          <IconButton
            key={step}
            label={label}
            isDisabled={!next}
            onClick={() => next && intents.inside.goTo(next)}
          >
            <ChevronIcon />
          </IconButton>
        );
      })}
    </span>
  );
}

export function CloseButton() {
  const { intents } = useApp();
  return (
    <IconButton label={insideText.close} onClick={() => intents.inside.open(false)}>
      <CloseIcon />
    </IconButton>
  );
}

function nameOf(place: InsidePlace, layers: readonly LayerInfo[]): string {
  switch (place.at) {
    case "map":
      return insideText.network;
    case "block":
      return insideText.block(place.block);
    case "layer": {
      const info = layers[place.layer];
      return info ? insideText.part(info) : String(place.layer);
    }
    case "channel":
      return insideText.channel(place.channel);
    case "value": {
      const isOnlyValue = layers[place.layer]?.side === 1;
      return isOnlyValue ? insideText.unit(place.channel) : insideText.valueAt(place.row, place.column);
    }
    default:
      return place satisfies never;
  }
}
