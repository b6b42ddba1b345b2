/** Asks the engine why: about the value on view, and about the evidence for a class, whenever one of them changes. */
import { computed } from "@preact/signals";
import type { ChannelPlace, EngineCommand } from "../../engine/protocol";
import type { TrySource } from "../app-state";
import { followQuestion } from "../follow-question";
import type { Dependencies } from "../intents/dependencies";
import { hasMaps } from "../neuron/convolution";
import { seenPicture } from "../picture-side";
import { createPixelsInHand } from "../pixels-in-hand";
import {
  ALL_NEURONS,
  isSameChannel,
  isSameMap,
  isSameSum,
  isSameValueQuestion,
  type MapQuestion,
  type SumQuestion,
  type ValueQuestion,
} from "./explain-state";
import { evidenceApp, mapQuestions, sumQuestions, valueQuestions } from "./explain-wishes";
import { classOnView, dependsOnHead, valueOnView } from "./opened-value";

/** Gives what ends it. */
export function followAnswers(dependencies: Dependencies): () => void {
  const { store } = dependencies;
  const { select } = store;
  const pixelsInHand = createPixelsInHand(dependencies);
  const isReady = computed(() => select.engine.value.phase.at === "ready");
  const source = computed(() => select.trying.value.source);
  /** The head is at rest, so that an answer about it is true for a while. */
  const canAskHead = computed(() => {
    const { hasHead, isBusy } = select.training.value;
    return isReady.value && hasHead && !isBusy;
  });
  const app = computed(() => evidenceApp(select));
  const place = computed(() => valueOnView(app.value));
  const openedClassId = computed(() => classOnView(app.value));
  const classId = computed(() => openedClassId.value ?? select.explainedClassId.value);
  const networkRevision = computed(() => select.deeper.value.networkRevision);
  const revision = computed(() => select.explain.value.headRevision);

  function follow<Question>(
    topic: string,
    question: () => Revised<Question> | undefined,
    command: (question: Question) => WithoutPicture<PictureCommand>,
    isSame: (one: Question, other: Question) => boolean,
  ): () => void {
    return followQuestion<Revised<Question> & { source: TrySource }>(dependencies, {
      topic: `explain ${topic}`,
      question() {
        const wanted = isReady.value && source.value.from === "picture" ? question() : undefined;
        return wanted && { ...wanted, source: source.value };
      },
      async command({ of }) {
        const pixels = await pixelsInHand();
        return pixels && { ...command(of), ...seenPicture(pixels) };
      },
      onAnswer: heardByReducer,
      isSame: (one, other) =>
        one.source === other.source && one.revision === other.revision && isSame(one.of, other.of),
    });
  }

  function askHead<Question>(of: Question | undefined): Revised<Question> | undefined {
    return canAskHead.value && of !== undefined ? { of, revision: revision.value } : undefined;
  }

  const followMap = (index: number) =>
    follow<MapQuestion>(
      `map ${index}`,
      () => askHead(mapQuestions(app.value, classId.value)[index]),
      (of) => ({ kind: "seeClassMap", ...of }),
      isSameMap,
    );
  const followSum = (index: number) =>
    follow<SumQuestion>(
      `sum ${index}`,
      () => askHead(sumQuestions(app.value, classId.value)[index]),
      (of) => ({ kind: "weighNeurons", ...of, most: ALL_NEURONS }),
      isSameSum,
    );

  const followValue = (index: number) =>
    follow<ValueQuestion>(
      `value ${index}`,
      () => {
        const of = valueQuestions(app.value, place.value)[index];
        const isOfHead = of && dependsOnHead(app.value.inside.layers, of.layer);
        return isOfHead ? askHead(of) : of && { of, revision: networkRevision.value };
      },
      (of) => ({ kind: "explainValue", ...of }),
      isSameValueQuestion,
    );

  const ends = [
    follow<ChannelPlace>(
      "channel",
      () => {
        const of = place.value;
        const info = of && app.value.inside.layers?.[of.layer];
        return info && hasMaps(info) ? { of, revision: networkRevision.value } : undefined;
      },
      ({ layer, channel }) => ({
        kind: "seeLayers",
        layers: [{ layer, channels: [channel], strongest: 0 }],
      }),
      isSameChannel,
    ),
    ...[0, 1].flatMap((index) => [followValue(index), followMap(index), followSum(index)]),
    // Who looks at the picture only, without opening the network, may still choose a layer.
    followQuestion<true>(dependencies, {
      topic: "explain layers",
      question: () =>
        isReady.value && app.value.trying.isExplaining && !app.value.inside.layers ? true : undefined,
      command: async () => ({ kind: "describeNetwork" }),
      onAnswer: heardByReducer,
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** A question to a head that is the same as long as its revision is. */
interface Revised<Question> {
  of: Question;
  revision: number;
}

type PictureCommand = Extract<
  EngineCommand,
  { kind: "explainValue" | "seeLayers" | "seeClassMap" | "weighNeurons" }
>;

/** Without the picture, for each kind of command by itself. */
type WithoutPicture<Command> = Command extends unknown ? Omit<Command, "pixels" | "side"> : never;

/** The reducer hears every event with its command, so nobody has to pass the answers on. */
function heardByReducer(): void {}
