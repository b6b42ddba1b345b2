/** Asks the engine what the channel on view is about, whenever that changes. */
import { computed } from "@preact/signals";
import type { ChannelPlace } from "../../engine/protocol";
import type { TrySource } from "../app-state";
import { followQuestion } from "../follow-question";
import type { Dependencies } from "../intents/dependencies";
import { seenPicture } from "../picture-side";
import { createPixelsInHand } from "../pixels-in-hand";
import { hasMaps, isConvolution } from "./convolution";
import { followSurvey } from "./follow-survey";
import { followGrowth } from "./grow-picture";
import { isSamePlace } from "./neuron-state";

/** Gives what ends it. */
export function followChannel(dependencies: Dependencies): () => void {
  const { select } = dependencies.store;
  const pixelsInHand = createPixelsInHand(dependencies);
  const isReady = computed(() => select.engine.value.phase.at === "ready");
  const source = computed(() => select.trying.value.source);
  /** Of the network, which becomes another one where its blocks learn. */
  const revision = computed(() => select.deeper.value.networkRevision);
  /** The channel on view, while the engine can be asked about it. */
  const place = computed(() => {
    const { of } = select.neuron.value;
    const info = of && select.inside.value.layers?.[of.layer];
    return isReady.value && info && hasMaps(info) ? of : undefined;
  });
  const ends = [
    followQuestion<{ of: ChannelPlace; source: TrySource; revision: number }>(dependencies, {
      topic: "neuron map",
      question: () =>
        place.value && source.value.from === "picture"
          ? { of: place.value, source: source.value, revision: revision.value }
          : undefined,
      async command({ of: { layer, channel } }) {
        const pixels = await pixelsInHand();
        const layers = [{ layer, channels: [channel], strongest: 0 }];
        return pixels && { kind: "seeLayers", ...seenPicture(pixels), layers };
      },
      onAnswer: heardByReducer,
      isSame: (one, other) =>
        one.source === other.source && one.revision === other.revision && isSamePlace(one.of, other.of),
    }),
    followQuestion<{ of: ChannelPlace; revision: number }>(dependencies, {
      topic: "neuron weights",
      question() {
        const of = place.value;
        const info = of && select.inside.value.layers?.[of.layer];
        // Where only the largest is handed on there are no weights.
        return info && isConvolution(info) ? { of, revision: revision.value } : undefined;
      },
      command: async ({ of }) => ({ kind: "seeChannelWeights", ...of }),
      onAnswer: heardByReducer,
      isSame: (one, other) => one.revision === other.revision && isSamePlace(one.of, other.of),
    }),
    followQuestion<{ of: ChannelPlace; known: ReadonlySet<number> }>(dependencies, {
      topic: "neuron pictures",
      question() {
        const of = place.value;
        const { surveyed, survey } = select.neuron.value;
        const known = of && surveyed.get(of.layer);
        // Pictures that change places with every few that are seen would only be restless.
        const isMoving = survey?.layer === of?.layer && survey?.state.at === "running";
        return of && known && known.size > 0 && !isMoving ? { of, known } : undefined;
      },
      command: async ({ of }) => ({ kind: "seeChannelPictures", ...of }),
      onAnswer: heardByReducer,
      isSame: (one, other) => one.known === other.known && isSamePlace(one.of, other.of),
    }),
    followQuestion<SilencingQuestion>(dependencies, {
      topic: "neuron silenced",
      question() {
        const { silenced } = select.neuron.value;
        const { hasHead, isBusy, epoch } = select.training.value;
        const canAsk = isReady.value && hasHead && !isBusy && source.value.from === "picture";
        return canAsk && silenced.length > 0 && select.neuron.value.of
          ? { silenced, source: source.value, epoch }
          : undefined;
      },
      async command({ silenced }) {
        const pixels = await pixelsInHand();
        return pixels && { kind: "silenceChannels", ...seenPicture(pixels), channels: [...silenced] };
      },
      onAnswer: heardByReducer,
      isSame: (one, other) =>
        one.silenced === other.silenced && one.source === other.source && one.epoch === other.epoch,
    }),
    followSurvey(dependencies),
    followGrowth(dependencies),
  ];
  return () => {
    for (const end of ends) end();
  };
}

interface SilencingQuestion {
  silenced: readonly ChannelPlace[];
  source: TrySource;
  /** Another epoch's head says something else. */
  epoch: number;
}

/** The reducer hears every event with its command, so nobody has to pass the answers on. */
function heardByReducer(): void {}
