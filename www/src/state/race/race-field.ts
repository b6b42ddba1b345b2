/** What a race is about, taken at one moment: what the learner does from then on changes nothing in it. */
import type { LabelledExample } from "../../engine/protocol";
import type { Example } from "../app-state";
import { datasetCommand } from "../dataset-command";
import { depthsOf } from "../deeper/depths";
import type { Dependencies } from "../intents/dependencies";
import type { PictureData } from "../picture-data";
import { chosenNetworks, networkKeyOf } from "./race-networks";
import { contenderPlan, plannedEntrants } from "./race-plans";
import type { ContenderPlan, Entrant, EntrantKey, NetworkKey, RacingNetwork } from "./race-state";

export interface Field {
  /** In the order in which they race, each in an engine of its own. */
  networks: readonly RacingNetwork[];
  entrants: readonly Entrant[];
  plans: ReadonlyMap<EntrantKey, ContenderPlan>;
  numSplits: number;
  classIds: number[];
  /** Without sides, which every split draws anew. */
  labelled: readonly LabelledExample[];
  pictures: ReadonlyMap<number, Example>;
  /** Pixels a side at which networks look. */
  pictureSide: number;
  batchSize: number;
  inUse: NetworkKey;
  /** Of the network in use, and what it saw in the pictures. */
  fingerprint: string | undefined;
  features: PictureData;
  /** The `datasetRevision` of the pictures. */
  revision: number;
}

export function fieldOf({ store, pictureData }: Dependencies): Field {
  const app = store.state.value;
  const { classIds, examples } = datasetCommand(app);
  const choices = chosenNetworks(app);
  const entrants = plannedEntrants(app, choices);
  const choiceOf = new Map(choices.map((choice) => [networkKeyOf(choice), choice]));
  const known = examples.filter(({ weight }) => weight === undefined);
  const features = new Map(known.map(({ exampleId }) => [exampleId, pictureData.features(exampleId)]));
  return {
    networks: choices.map((choice) => ({ key: networkKeyOf(choice), choice, depths: depthsOf({ choice }) })),
    entrants,
    plans: new Map(
      entrants.map(({ key, contender, network }) => [
        key,
        contenderPlan(contender, app, choiceOf.get(network)),
      ]),
    ),
    numSplits: app.race.numSplits,
    classIds,
    labelled: known.map((example) => ({ ...example, side: undefined })),
    pictures: new Map(
      known.flatMap(({ exampleId }) => {
        const example = app.examples.get(exampleId);
        return example ? [[exampleId, example]] : [];
      }),
    ),
    pictureSide: app.plan.pictureSide,
    batchSize: app.plan.settings.batchSize,
    inUse: networkKeyOf(app.network.choice),
    fingerprint: app.engine.backbone?.fingerprint,
    features: { ...pictureData, features: (exampleId) => features.get(exampleId) },
    revision: app.datasetRevision,
  };
}

export function entrantsWith({ entrants }: Pick<Field, "entrants">, network: NetworkKey): readonly Entrant[] {
  return entrants.filter((entrant) => entrant.network === network);
}
