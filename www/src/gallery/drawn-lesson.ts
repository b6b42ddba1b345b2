/** A lesson drawn by formulas, with any number of classes, pictures and epochs, and what the engine says of its past. */
import type {
  BackboneInfo,
  EngineCommand,
  EngineEvent,
  EpochReport,
  HeadWeights,
  LearningReplay,
  Projection,
} from "../engine/protocol";
import { seededRandom } from "../inputs/random";
import type { AppState, Example } from "../state/app-state";
import { initialState } from "../state/initial-state";
import { reduce } from "../state/reduce";
import { drawnPicture } from "./drawn-picture";

export interface DrawnLesson {
  numClasses: number;
  picturesAClass: number;
  /** The remembered ones, in order. */
  epochs: readonly number[];
}

const NAMES = ["Birds", "Cups", "Shoes, of any kind and size", "Leaves", "Keys", "Books", "Hats"];

/** Every so many pictures one is in the wrong class, and one wavers. */
const MISPLACED_EVERY = 17;
const WAVERING_EVERY = 23;
const HELD_BACK_EVERY = 5;

export function drawnLesson(lesson: DrawnLesson): AppState {
  const { numClasses, picturesAClass } = lesson;
  const classes = Array.from({ length: numClasses }, (_, index) => ({
    id: index + 1,
    name: NAMES[index] ?? `Class ${index + 1}`,
    colour: index,
  }));
  const examples = classes.flatMap(({ id }, classIndex) =>
    Array.from({ length: picturesAClass }, (_, index): Example => {
      const exampleId = classIndex * picturesAClass + index + 1;
      return {
        id: exampleId,
        classId: id,
        name: `picture-${exampleId}.svg`,
        blob: drawnPicture(isMisplaced(exampleId) ? classIndex + 1 : classIndex, index),
        groupKey: String(exampleId),
        side: exampleId % HELD_BACK_EVERY === 0 ? "validation" : "training",
        isEmbedded: true,
        addedAtMillis: exampleId,
      };
    }),
  );
  const start = classes.reduce((state, item) => reduce(state, { type: "classAdded", item }), initialState());
  const collected = reduce(start, { type: "picturesAdded", examples });
  const ready = reduce(collected, { type: "enginePhaseChanged", phase: { at: "ready" } });
  const backbone: BackboneInfo = {
    network: "efficientnet-lite0",
    isPretrained: true,
    fingerprint: "drawn",
    featureLength: 1280,
    numParameters: 3_364_712,
    numBlocks: 16,
    inputSide: 224,
    pixelMean: [127, 127, 127],
    pixelDeviation: [128, 128, 128],
  };
  const awake = said(ready, { kind: "backboneReady", backbone }, { kind: "describeNetwork" });
  const told = said(
    awake,
    { kind: "datasetReady", sides: [], numBatches: 4, epoch: 0, headKept: true },
    { kind: "trainEpoch" },
  );
  const last = lesson.epochs.at(-1) ?? 0;
  const wanted = reduce(told, { type: "trainingWanted", targetEpoch: Math.max(50, last) });
  const trained = Array.from({ length: last }, (_, index) => drawnReport(lesson, index + 1)).reduce(
    (state, report) => said(state, { kind: "epochFinished", report }, { kind: "trainEpoch" }),
    wanted,
  );
  return reduce(trained, { type: "stepChanged", step: "train" });
}

/** The pictures of a class gather in a place of their own; misplaced ones go to the next class's. */
export function drawnReplay(lesson: DrawnLesson, projection: Projection): LearningReplay {
  const { numClasses, picturesAClass, epochs } = lesson;
  const exampleIds = Array.from({ length: numClasses * picturesAClass }, (_, index) => index + 1);
  const positions = new Float32Array(epochs.length * exampleIds.length * 2);
  const confidences = new Float32Array(epochs.length * exampleIds.length);
  const predictedClassIds: number[] = [];
  for (const [index, epoch] of epochs.entries()) {
    for (const [row, id] of exampleIds.entries()) {
      const own = Math.floor(row / picturesAClass);
      const learned = learnedShare(id, epoch);
      const target = isMisplaced(id) ? (own + 1) % numClasses : own;
      const noise = seededRandom(id);
      const [dx, dy] = [noise() + noise() - 1, noise() + noise() - 1];
      const spread = projection === "features" ? 0.8 : 0.25 + 0.35 * learned;
      const pull = projection === "features" ? 0.6 : learned;
      const angle = (2 * Math.PI * target) / numClasses + 0.4;
      positions[(index * exampleIds.length + row) * 2] = 2 * pull * Math.cos(angle) + spread * dx;
      positions[(index * exampleIds.length + row) * 2 + 1] = 1.4 * pull * Math.sin(angle) + spread * dy;
      const confidence = isMisplaced(id)
        ? (1 - learned) / numClasses
        : 1 / numClasses + (1 - 1 / numClasses) * learned;
      confidences[index * exampleIds.length + row] = confidence;
      const isRight = confidence > Math.max(0.3, 1.2 / numClasses);
      const other = isMisplaced(id) ? target : (own + 1 + (id % Math.max(1, numClasses - 1))) % numClasses;
      predictedClassIds.push((isRight ? own : other) + 1);
    }
  }
  return { projection, epochs: [...epochs], exampleIds, positions, confidences, predictedClassIds };
}

export function drawnWeights({ numClasses }: DrawnLesson, epoch: number, inputs = 1280): HeadWeights {
  const weights = new Float32Array(numClasses * inputs);
  for (let index = 0; index < weights.length; index += 1) {
    const noise = seededRandom(index * 7 + 3);
    const start = 0.02 * (noise() + noise() - 1);
    const aim = 0.12 * (noise() + noise() + noise() - 1.5) ** 3 * (noise() < 0.3 ? 4 : 1);
    weights[index] = start + aim * (1 - Math.exp(-epoch / 12));
  }
  const classIds = Array.from({ length: numClasses }, (_, index) => index + 1);
  return { epoch, classIds, inputs, weights, biases: new Float32Array(numClasses) };
}

export function said(state: AppState, event: EngineEvent, command: EngineCommand): AppState {
  return reduce(state, { type: "engineSaid", event, command });
}

function isMisplaced(exampleId: number): boolean {
  return exampleId % MISPLACED_EVERY === 4;
}

/** From 0 to 1; wavering pictures are learned and forgotten again. */
function learnedShare(exampleId: number, epoch: number): number {
  const pace = 3 + (exampleId % 7) * 1.3;
  const learned = 0.96 * (1 - Math.exp(-epoch / pace));
  const isWavering = exampleId % WAVERING_EVERY === 7;
  return isWavering && epoch > 8 ? learned * Math.max(0.05, 1 - (epoch - 8) / 20) : learned;
}

function drawnReport({ numClasses, picturesAClass }: DrawnLesson, epoch: number): EpochReport {
  const share = 1 - Math.exp(-epoch / 7);
  const wobble = 0.02 * Math.sin(epoch * 9);
  const numHeld = Math.floor(picturesAClass / HELD_BACK_EVERY);
  const scores = (most: number, numExamples: number) => ({
    loss: Math.max(0.02, 2.2 * (1 - share) + 0.1 + wobble),
    accuracy: Math.min(1, 0.3 + (most - 0.3) * share + wobble),
    numExamples,
  });
  const classIds = Array.from({ length: numClasses }, (_, index) => index + 1);
  return {
    epoch,
    training: scores(0.98, numClasses * (picturesAClass - numHeld)),
    validation: scores(0.92, numClasses * numHeld),
    classIds,
    confusion: classIds.flatMap((row) =>
      classIds.map((column) => (row === column ? numHeld : row % numClasses === column - 1 ? 1 : 0)),
    ),
    movement: {
      batchLoss: scores(0.98, numClasses).loss * 1.1,
      gradientNorm: 1.8 * Math.exp(-epoch / 14) + 0.05 + 0.02 * Math.sin(epoch * 5),
      updateNorm: 0.5 * Math.exp(-epoch / 16) + 0.01,
      weightNorm: 2 + share,
      layers: [],
    },
  };
}
