/** What the bench and a peer's worker say to each other: one question, one answer, in turn. */
import type { PeerSpec } from "./contract";
import type { HeadJob, HeadRun } from "./head-job";
import type { TuningJob, TuningMaps, TuningStep } from "./tuning-job";

export type PeerQuestion =
  /** Everything until the network could look at a picture; a head alone needs no network. */
  | { kind: "load"; spec: PeerSpec; networkAddress: string | undefined }
  | { kind: "embed"; pixels: Uint8Array<ArrayBuffer>; numPictures: number; side: number }
  | { kind: "trainHead"; job: HeadJob }
  | { kind: "beginTuning"; job: TuningJob; maps: TuningMaps }
  | { kind: "takeTuningStep"; withGradientNorms: boolean };

export type PeerAnswer =
  | { kind: "loaded"; version: string }
  | { kind: "embedded"; features: Float32Array }
  | { kind: "headTrained"; run: HeadRun }
  | { kind: "tuningBegun" }
  | { kind: "tuningStepTaken"; step: TuningStep }
  | { kind: "failed"; detail: string };
