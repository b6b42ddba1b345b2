/** Where in the picture in hand the channel answers, beside the picture itself. */
import { useState } from "preact/hooks";
import { mapRange } from "../../draw/channel-map";
import { ScaleBar } from "../../draw/scale-bar";
import type { ChannelPlace } from "../../engine/protocol";
import { findingFor } from "../../state/neuron/neuron-state";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { wantFocusOnPlaces } from "../explain/focus-on-places";
import { NoPicture } from "../inside/no-picture";
import { HandSquare } from "./hand-square";
import { PlacePicker } from "./place-picker";
import { Failed, Section } from "./section";

export function SeenChannel({ of }: { of: ChannelPlace }) {
  const { select, intents } = useApp();
  const [place, setPlace] = useState<number | undefined>(undefined);
  const hasPicture = select.trying.value.source.from !== "nothing";
  const finding = findingFor(select.neuron.value.map, of);
  const title = neuronText.seen;
  if (!hasPicture) {
    return (
      <Section title={title}>
        <NoPicture reason={neuronText.seenEmpty} />
      </Section>
    );
  }
  if (finding && "error" in finding) return <Failed title={title} error={finding.error} />;
  const map = finding?.found;
  const range = map && mapRange(map.values);
  const shown = map && place !== undefined && place < map.values.length ? place : undefined;
  return (
    <Section title={title}>
      <div class="seen">
        <figure class="seen-picture">
          <HandSquare side={map?.side} place={shown} label={neuronText.plain} />
        </figure>
        <figure class="seen-picture" data-muted>
          <HandSquare side={map?.side} place={undefined} label="" />
          {map && range ? (
            <PlacePicker
              map={map}
              range={range}
              place={shown}
              onPlace={setPlace}
              onOpen={(chosen) => {
                const value = { ...of, row: Math.floor(chosen / map.side), column: chosen % map.side };
                wantFocusOnPlaces(value);
                intents.inside.goTo({ at: "value", ...value });
              }}
            />
          ) : (
            <p class="seen-wait">{neuronText.loading}</p>
          )}
        </figure>
      </div>
      {map && range && (
        <div class="seen-line">
          <output class="quiet numbers">
            {shown === undefined
              ? neuronText.mapPointerHint
              : neuronText.at(Math.floor(shown / map.side), shown % map.side, map.values[shown] ?? 0)}
          </output>
          <ScaleBar range={range} formatValue={neuronText.value} />
        </div>
      )}
    </Section>
  );
}
