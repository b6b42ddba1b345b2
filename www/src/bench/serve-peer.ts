/** The worker's side of a peer: answers one question at a time, and says why when it cannot. */
import type { PeerSpec } from "./contract";
import type { HeadJob, HeadRun } from "./head-job";
import type { PeerAnswer, PeerQuestion } from "./peer-messages";
import type { TuningJob, TuningMaps, TuningStep } from "./tuning-job";

export interface ServedPeer {
  version: string;
  /** RGBA bytes → `[pictures, 1280]` */
  embed(pixels: Uint8Array, numPictures: number, side: number): Promise<Float32Array>;
  trainHead(job: HeadJob): Promise<HeadRun>;
  beginTuning(job: TuningJob, maps: TuningMaps): Promise<void>;
  takeTuningStep(withGradientNorms: boolean): Promise<TuningStep>;
}

type LoadPeer = (spec: PeerSpec, networkAddress: string | undefined) => Promise<ServedPeer>;

export function servePeer(load: LoadPeer): void {
  let peer: ServedPeer | undefined;

  async function answer(question: PeerQuestion): Promise<PeerAnswer> {
    if (question.kind === "load") {
      peer = await load(question.spec, question.networkAddress);
      return { kind: "loaded", version: peer.version };
    }
    if (!peer) throw new Error("nothing is loaded");
    switch (question.kind) {
      case "embed": {
        const { pixels, numPictures, side } = question;
        return { kind: "embedded", features: await peer.embed(pixels, numPictures, side) };
      }
      case "trainHead":
        return { kind: "headTrained", run: await peer.trainHead(question.job) };
      case "beginTuning":
        await peer.beginTuning(question.job, question.maps);
        return { kind: "tuningBegun" };
      case "takeTuningStep":
        return { kind: "tuningStepTaken", step: await peer.takeTuningStep(question.withGradientNorms) };
      default:
        return question satisfies never;
    }
  }

  addEventListener("message", async ({ data }: MessageEvent<PeerQuestion>) => {
    const answered = await answer(data).catch(
      (cause: unknown): PeerAnswer => ({ kind: "failed", detail: String(cause) }),
    );
    // Copied, not transferred: the features may be a view of memory that the peer still needs, and are small.
    postMessage(answered);
  });
}
