/** Everything a learner can do, by topic. */
import { text } from "../text";
import type { Appearance } from "./app-state";
import { type DeeperIntents, deeperIntents } from "./deeper/deeper-intents";
import { type ExplainIntents, explainIntents } from "./explain/explain-intents";
import { type InsideIntents, insideIntents } from "./inside/inside-intents";
import { type AddingIntents, addingIntents } from "./intents/adding-intents";
import { type CameraIntents, cameraIntents } from "./intents/camera-intents";
import { type ClassIntents, classIntents } from "./intents/class-intents";
import type { Dependencies } from "./intents/dependencies";
import { type EmbeddingIntents, embeddingIntents } from "./intents/embedding-loop";
import { type PageIntents, pageIntents, type Retries } from "./intents/page-intents";
import { type PictureIntents, pictureIntents } from "./intents/picture-intents";
import { type TrainingIntents, trainingIntents } from "./intents/training-intents";
import { type TryingIntents, tryingIntents } from "./intents/trying-intents";
import { type UndoIntents, undoIntents } from "./intents/undo-intents";
import { type LearningIntents, learningIntents } from "./learning/learning-intents";
import { type LazyNetwork, lazyNetwork, type NetworkWays } from "./network/lazy-network";
import { type NeuronIntents, neuronIntents } from "./neuron/neuron-intents";
import { type RaceIntents, raceIntents } from "./race/race-intents";
import { type LazyUnlabelled, lazyUnlabelled } from "./unlabelled/lazy-unlabelled";

export interface Intents {
  classes: ClassIntents;
  pictures: PictureIntents;
  adding: AddingIntents;
  embedding: EmbeddingIntents;
  training: TrainingIntents;
  trying: TryingIntents;
  inside: InsideIntents;
  neuron: NeuronIntents;
  explain: ExplainIntents;
  learning: LearningIntents;
  deeper: DeeperIntents;
  race: RaceIntents;
  unlabelled: LazyUnlabelled;
  network: LazyNetwork;
  camera: CameraIntents;
  undo: UndoIntents;
  page: PageIntents;
}

export function createIntents(
  dependencies: Dependencies,
  retries: Omit<Retries, "samples" | "moreCarefully">,
  rememberAppearance: (appearance: Appearance) => void,
  networkWays: () => NetworkWays | undefined,
): Intents {
  const classes = classIntents(dependencies);
  const embedding = embeddingIntents(dependencies);
  const adding = addingIntents(dependencies, classes, embedding, {
    numbered: text.collect.newClassName,
    sample: text.collect.sampleClass,
  });
  const camera = cameraIntents(dependencies, adding, text.collect.webcamPicture);
  const training = trainingIntents(dependencies);
  const deeper = deeperIntents(dependencies, training);
  // The network's intents stop a race, and a race may end in another network.
  const race = raceIntents(dependencies, training, (use) => network(use));
  const unlabelled = lazyUnlabelled(dependencies, classes, training);
  const network = lazyNetwork(networkWays, race, unlabelled);
  return {
    classes,
    pictures: pictureIntents(dependencies),
    adding,
    embedding,
    training,
    trying: tryingIntents(dependencies, camera),
    inside: insideIntents(dependencies),
    neuron: neuronIntents(dependencies),
    explain: explainIntents(dependencies),
    learning: learningIntents(dependencies),
    deeper,
    race,
    unlabelled,
    network,
    camera,
    undo: undoIntents(dependencies, training, embedding, network),
    page: pageIntents(
      dependencies,
      { ...retries, samples: adding.addSamples, moreCarefully: deeper.halveRates },
      rememberAppearance,
    ),
  };
}
