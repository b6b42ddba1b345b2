/** Asks the engine what the opened network shows: its layers, what they make of the picture in hand, their order. */
import { computed } from "@preact/signals";
import type { ChannelOrder, EngineEvent, LayerChoice } from "../../engine/protocol";
import type { TrySource } from "../app-state";
import { followQuestion } from "../follow-question";
import type { Dependencies } from "../intents/dependencies";
import { seenPicture } from "../picture-side";
import { createPixelsInHand } from "../pixels-in-hand";
import {
  engineOrder,
  type InsidePlace,
  isSameOrder,
  placeKey,
  type Seen,
  type SeenLevel,
  seenLevel,
} from "./inside-state";
import { followLayerSurvey, rankedLayer } from "./layer-survey";
import { withBestChannels, withCandidates } from "./picked-channels";
import { leavesChoiceToPicture, wishedLayers, withoutMaps } from "./wished-layers";

/** Gives what ends it. */
export function followOpen(dependencies: Dependencies): () => void {
  const { store, client } = dependencies;
  const { select } = store;
  const pixelsInHand = createPixelsInHand(dependencies);
  const isReady = computed(() => select.engine.value.phase.at === "ready" && select.inside.value.isOpen);
  const place = computed(() => select.inside.value.place);
  const layers = computed(() => select.inside.value.layers);
  const source = computed(() => select.trying.value.source);
  /** Of which network each answer is. */
  const seenRevisions = new Map<SeenLevel, number>();

  /** Which channels are worth a map is seen only once the picture has been looked at. */
  async function chosen(wished: LayerChoice[]): Promise<LayerChoice[]> {
    const known = layers.peek();
    if (!known || !wished.some(leavesChoiceToPicture)) return wished;
    const pixels = await pixelsInHand();
    if (!pixels) return wished;
    const numbers = withoutMaps(wished);
    const event = await client.askLatest("inside choice", command(pixels, numbers));
    return event?.kind === "layersSeen" ? withCandidates(wished, event.layers, known) : wished;
  }

  const ends = [
    followQuestion<number>(dependencies, {
      topic: "inside network",
      question: () => (isReady.value ? select.inside.value.headRevision : undefined),
      command: async () => ({ kind: "describeNetwork" }),
      onAnswer: heardByReducer,
    }),
    followQuestion<PictureQuestion>(dependencies, {
      topic: "inside layers",
      question() {
        const level = seenLevel(place.value);
        const wished = level && isReady.value ? wishedLayers(place.value, layers.value) : undefined;
        if (!level || !wished || source.value.from !== "picture") return undefined;
        const seen = select.inside.value.seen[level];
        const { networkRevision } = select.deeper.value;
        const isSeen =
          seen?.source === source.value &&
          seen.place === placeKey(place.value) &&
          "layers" in seen &&
          (seenRevisions.get(level) ?? 0) === networkRevision;
        return isSeen ? undefined : { place: place.value, source: source.value, wished, networkRevision };
      },
      async command({ wished }) {
        const choices = await chosen(wished);
        const pixels = await pixelsInHand();
        return pixels && command(pixels, choices);
      },
      onAnswer(event, question) {
        const level = seenLevel(question.place);
        if (level) seenRevisions.set(level, question.networkRevision);
        tell(dependencies, event, question);
      },
      isSame: (one, other) =>
        one.source === other.source &&
        one.networkRevision === other.networkRevision &&
        placeKey(one.place) === placeKey(other.place) &&
        one.wished.length === other.wished.length,
    }),
    followQuestion<RankingQuestion>(dependencies, {
      topic: "inside ranking",
      question() {
        const layer = isReady.value ? rankedLayer({ inside: select.inside.value }) : undefined;
        const { sort, survey, headRevision } = select.inside.value;
        const order = engineOrder(sort);
        const known = layer === undefined ? undefined : select.neuron.value.surveyed.get(layer);
        // Channels that change places with every few pictures would only be restless.
        const isMoving = survey?.layer === layer && survey?.state.at === "running";
        if (layer === undefined || !order || !known || known.size === 0 || isMoving) return undefined;
        return { layer, order, known, headRevision: order.by === "class" ? headRevision : 0 };
      },
      command: async ({ layer, order }) => ({ kind: "rankChannels", layer, order }),
      onAnswer: heardByReducer,
      isSame: (one, other) =>
        one.layer === other.layer &&
        one.known === other.known &&
        one.headRevision === other.headRevision &&
        isSameOrder(one.order, other.order),
    }),
    followLayerSurvey(dependencies),
  ];
  return () => {
    for (const end of ends) end();
  };
}

interface PictureQuestion {
  place: InsidePlace;
  source: TrySource;
  wished: LayerChoice[];
  /** The network may have become another one since it was seen. */
  networkRevision: number;
}

interface RankingQuestion {
  layer: number;
  order: ChannelOrder;
  /** Pictures that were looked at; with more of them the order is another one. */
  known: ReadonlySet<number>;
  headRevision: number;
}

function command(pixels: Uint8Array, layers: LayerChoice[]) {
  return { kind: "seeLayers", ...seenPicture(pixels), layers } as const;
}

function tell({ store }: Dependencies, event: EngineEvent, { place, source, wished }: PictureQuestion): void {
  const level = seenLevel(place);
  if (level === undefined) return;
  const of = { place: placeKey(place), source };
  let seen: Seen | undefined;
  if (event.kind === "layersSeen") seen = { ...of, layers: withBestChannels(event.layers, wished) };
  if (event.kind === "failed") seen = { ...of, error: event.error };
  if (seen) store.dispatch({ type: "inside", action: { type: "seen", level, seen } });
}

/** The reducer hears every event with its command, so nobody has to pass the answers on. */
function heardByReducer(): void {}
