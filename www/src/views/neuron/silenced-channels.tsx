/** Channels held at zero, and what that does to the answer about the picture in hand. */
import { ChangeBars } from "../../draw/change-bars";
import { classColour } from "../../draw/colours";
import type { ChannelPlace, LayerInfo } from "../../engine/protocol";
import { isSamePlace } from "../../state/neuron/neuron-state";
import { classChanges, largestChange } from "../../state/neuron/silencing-change";
import { neuronText } from "../../text/neuron";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { CloseIcon } from "../shared/icons";
import { ChannelLink } from "./channel-link";
import { Problem, Section } from "./section";

export interface SilencedChannelsProps {
  of: ChannelPlace;
  layers: readonly LayerInfo[];
}

export function SilencedChannels({ of, layers }: SilencedChannelsProps) {
  const { select, intents } = useApp();
  const { silenced } = select.neuron.value;
  const isSilent = silenced.some((place) => isSamePlace(place, of));
  return (
    <Section title={neuronText.silence}>
      <div class="silence">
        <label class="silence-switch">
          <input
            type="checkbox"
            role="switch"
            aria-checked={isSilent}
            class="switch"
            checked={isSilent}
            onChange={(event) => intents.neuron.silence(of, event.currentTarget.checked)}
          />
          <span>
            {neuronText.silenceIt}
            <span class="quiet">{neuronText.silenceHelp}</span>
          </span>
        </label>
        {silenced.length > 0 && <Chips layers={layers} />}
        <Effect isOnView={isSilent} />
      </div>
    </Section>
  );
}

function Chips({ layers }: { layers: readonly LayerInfo[] }) {
  const { select, intents } = useApp();
  const { silenced } = select.neuron.value;
  return (
    <>
      <ul class="silence-chips" aria-label={neuronText.silencedList}>
        {silenced.map((place) => {
          const name = neuronText.channel(layers[place.layer], place.channel);
          return (
            <li key={`${place.layer} ${place.channel}`}>
              <ChannelLink of={place} layers={layers}>
                {name}
              </ChannelLink>
              <button
                type="button"
                class="icon-button"
                aria-label={neuronText.silencedRemove(name)}
                title={neuronText.silencedRemove(name)}
                onClick={() => intents.neuron.silence(place, false)}
              >
                <CloseIcon />
              </button>
            </li>
          );
        })}
      </ul>
      {silenced.length > 1 && (
        <Button look="quiet" onClick={() => intents.neuron.silenceNone()}>
          {neuronText.silenceNone}
        </Button>
      )}
    </>
  );
}

/** What the answer is without them, or what is missing for one. */
function Effect({ isOnView }: { isOnView: boolean }) {
  const { select } = useApp();
  const { silenced, silencing } = select.neuron.value;
  const { hasHead, isBusy } = select.training.value;
  const { from } = select.trying.value.source;
  if (!hasHead) return <p class="quiet">{neuronText.silenceNoHead}</p>;
  if (from === "nothing") return <p class="quiet">{neuronText.silenceNoPicture}</p>;
  if (from === "camera") return <p class="quiet">{neuronText.silenceCamera}</p>;
  if (silenced.length === 0) return <p class="quiet">{neuronText.silenceNothing}</p>;
  if (!silencing) {
    return <p class="quiet">{isBusy ? neuronText.silenceBusy : neuronText.loading}</p>;
  }
  if ("error" in silencing) return <Problem error={silencing.error} />;
  const classes = select.classes.value;
  const changes = classChanges(silencing).flatMap((change) => {
    const item = classes.find(({ id }) => id === change.classId);
    return item ? [{ ...change, item }] : [];
  });
  const largest = largestChange(changes);
  const named = changes.find(({ classId }) => classId === largest?.classId);
  return (
    <div class="silence-effect">
      <p role="status">
        {named &&
          neuronText.largestChange(named.item.name, named.before, named.after, silenced.length, isOnView)}
      </p>
      <ChangeBars
        label={neuronText.changesLabel}
        rows={changes.map(({ classId, before, after, item }) => ({
          id: classId,
          name: item.name,
          colour: classColour(item.colour),
          before,
          after,
          shares: neuronText.changeShares(before, after),
          change: neuronText.changePoints(after - before),
          label: neuronText.change(item.name, before, after),
        }))}
      />
      <p class="quiet neuron-note">{neuronText.changesNote}</p>
    </div>
  );
}
