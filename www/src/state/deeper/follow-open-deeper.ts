/** Asks the engine for the layers, whose numbers say what a depth costs, and for variations of one picture. */
import { computed } from "@preact/signals";
import type { Augmentation } from "../../engine/protocol";
import type { Example } from "../app-state";
import { followQuestion } from "../follow-question";
import type { Dependencies } from "../intents/dependencies";
import { seenPicture } from "../picture-side";
import { chosenTuning, type Preview } from "./deeper-state";
import { previewedExample } from "./previewed-example";

/** More would not be looked at, and each takes time to make. */
const MOST_PREVIEWED = 8;

interface VaryQuestion {
  example: Example;
  augmentation: Augmentation;
  seed: number;
}

/** Gives what ends it. */
export function followOpenDeeper(dependencies: Dependencies): () => void {
  const { store, inputs } = dependencies;
  const { select } = store;
  const isReady = computed(() => select.deeper.value.isOpen && select.engine.value.phase.at === "ready");
  const layers = computed(() => select.inside.value.layers);
  const example = computed(() =>
    previewedExample(select.examples.value, select.selection.value, select.trying.value.source),
  );
  const ends = [
    followQuestion<"layers">(dependencies, {
      topic: "deeper layers",
      question: () => (isReady.value && !layers.value ? "layers" : undefined),
      command: async () => ({ kind: "describeNetwork" }),
      // The reducer hears every event with its command, so nobody has to pass the answer on.
      onAnswer: () => {},
    }),
    followQuestion<VaryQuestion>(dependencies, {
      topic: "deeper preview",
      question() {
        const { settings } = select.plan.value;
        const augmentation = chosenTuning(settings, select.deeper.value)?.augmentation;
        if (!isReady.value || !augmentation || !example.value) return undefined;
        return { example: example.value, augmentation, seed: settings.seed };
      },
      async command({ example, augmentation, seed }) {
        const pixels = await inputs.pixelsFromBlob(example.blob);
        const { freshEachEpoch, variations: chosen } = augmentation;
        const variations = freshEachEpoch ? MOST_PREVIEWED : Math.min(MOST_PREVIEWED, chosen);
        return (
          pixels && {
            kind: "varyPicture",
            ...seenPicture(pixels),
            augmentation: { ...augmentation, variations },
            seed,
          }
        );
      },
      onAnswer(event, { example, augmentation }) {
        const tell = (preview: Preview) =>
          store.dispatch({ type: "deeper", action: { type: "previewed", preview } });
        if (event.kind === "pictureVaried") {
          tell({ exampleId: example.id, side: event.side, pixels: event.pixels, augmentation });
        } else if (event.kind === "failed") tell({ exampleId: example.id, error: event.error });
      },
      isSame: (one, other) =>
        one.example.id === other.example.id &&
        one.seed === other.seed &&
        isSameAugmentation(one.augmentation, other.augmentation),
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function isSameAugmentation(one: Augmentation, other: Augmentation): boolean {
  return (Object.keys(one) as (keyof Augmentation)[]).every((key) => one[key] === other[key]);
}
