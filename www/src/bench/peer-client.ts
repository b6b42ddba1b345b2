/** The bench's end of a peer: starts its worker and asks it one thing after the other. */
import type { PeerSpec } from "./contract";
import type { Embedder } from "./embedder";
import type { HeadJob, HeadRun } from "./head-job";
import { LONGEST_WAIT_MILLIS, NoAnswer } from "./in-time";
import type { PeerAnswer, PeerQuestion } from "./peer-messages";
import type { TuningJob, TuningMaps, TuningStep } from "./tuning-job";

export interface Peer extends Embedder {
  /** The peer's version, as it says itself. */
  version: string;
  trainHead(job: HeadJob): Promise<HeadRun>;
  /** Everything until a step could be asked for. */
  beginTuning(job: TuningJob, maps: TuningMaps): Promise<void>;
  takeTuningStep(withGradientNorms: boolean): Promise<TuningStep>;
}

/** Rejects with what the peer said when it cannot be started here. */
export async function startPeer(spec: PeerSpec, networkAddress: string | undefined): Promise<Peer> {
  const worker = createPeerWorker(spec);
  const ask = questioner(worker);
  try {
    const { version } = await ask({ kind: "load", spec, networkAddress }, "loaded");
    return {
      version,
      async embed(pixels, numPictures, side) {
        const answer = await ask({ kind: "embed", pixels, numPictures, side }, "embedded", [pixels.buffer]);
        return answer.features;
      },
      trainHead: async (job) => (await ask({ kind: "trainHead", job }, "headTrained")).run,
      beginTuning: async (job, maps) => {
        await ask({ kind: "beginTuning", job, maps }, "tuningBegun");
      },
      takeTuningStep: async (withGradientNorms) =>
        (await ask({ kind: "takeTuningStep", withGradientNorms }, "tuningStepTaken")).step,
      close: () => worker.terminate(),
    };
  } catch (cause) {
    worker.terminate();
    throw cause;
  }
}

type Answered<Kind extends PeerAnswer["kind"]> = Extract<PeerAnswer, { kind: Kind }>;

function questioner(worker: Worker) {
  return <Kind extends PeerAnswer["kind"]>(
    question: PeerQuestion,
    expected: Kind,
    transfer: Transferable[] = [],
  ): Promise<Answered<Kind>> =>
    new Promise((resolve, reject) => {
      const heard = new AbortController();
      const tooLate = setTimeout(() => settle(() => reject(new NoAnswer())), LONGEST_WAIT_MILLIS);
      const settle = (act: () => void) => {
        heard.abort();
        clearTimeout(tooLate);
        act();
      };
      const { signal } = heard;
      worker.addEventListener(
        "message",
        ({ data }: MessageEvent<PeerAnswer>) => {
          if (data.kind === expected) settle(() => resolve(data as Answered<Kind>));
          else settle(() => reject(new Error(data.kind === "failed" ? data.detail : data.kind)));
        },
        { signal },
      );
      worker.addEventListener("error", (event) => settle(() => reject(new Error(event.message))), { signal });
      worker.postMessage(question, transfer);
    });
}

/** onnxruntime-web has two runtimes in two files, and each worker loads only the one it uses. */
function createPeerWorker({ family, backend }: PeerSpec): Worker {
  if (family === "tensorflow") {
    return new Worker(new URL("./tensorflow-worker.ts", import.meta.url), { type: "module" });
  }
  return backend === "webgpu"
    ? new Worker(new URL("./onnxruntime-gpu-worker.ts", import.meta.url), { type: "module" })
    : new Worker(new URL("./onnxruntime-worker.ts", import.meta.url), { type: "module" });
}
