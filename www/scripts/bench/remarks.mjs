/** What was tried for targets that are not met, what bounds them, and what would be next; and what bounds a GPU's step. */
import { bestPeer, median, samplesOf, threeDigits } from "./figures.mjs";

const HEAD = `3.0 billion multiply-adds: 150 × 1,280 × 100 for each epoch's forward passes, as many for the gradients, and as
many again for the exact loss after each epoch, 50 times. In vectors of four, twice a cycle, one thread needs at least
0.12 s for them; 0.2 s is what these loops reach alone. Besides, Adam rewrites 128,000 weights and their two moments 500
times: 64 million updates, 1.5 GB through the cache. The peer's fiftieth is 0.05 to 0.08 s, less than the multiplications
alone. Tried: gradient and optimiser in one pass so that no gradient is ever stored, panels that stay in the cache,
fused multiply-add (relaxed SIMD), threads that stay awake between steps. Next: no exact loss between epochs (a third of the
arithmetic), and wider vectors or half precision when WebAssembly has them.`;

const SCROLLING = `A frame at 60 Hz has 16.7 ms, and this machine composites without a GPU on the same two cores that draw the page.
The page itself needs what the note of the row says. Next: the same measurement on a machine with a GPU.`;

const PLAYED_GPU = "What bounds a step on WebGPU here: the adapter is a program on the same CPU.";

const SMALLER_BATCH = `Measured apart, a batch of 4 takes ours 2.47 s there and one of 16 takes 9.10 s: all but about 3 % of
the time grows with the pictures, so it is the shaders' work on their maps that takes it, and not what is the same for
every batch, as the optimiser is. What bounds the step on a real GPU has not been measured.`;

const REMARKS = [
  { section: "head", says: HEAD },
  { section: "memory", what: /scrolling/, says: SCROLLING },
];

/** The remark on a row that has a target; undefined where there is none yet. */
export function remarkOn(row) {
  return REMARKS.find(({ section, what }) => section === row.section && (!what || what.test(row.what)))?.says;
}

/**
 * What bounds the tuning step on WebGPU where the CPU plays it, from the figures of the run; empty where one is missing,
 * and on a real GPU, where nobody has measured it.
 */
export function boundOfGpuStep(rows, adapter) {
  if (!adapter?.isSoftware) return "";
  const steps = rows.filter(({ section, what }) => section === "tuning" && /step/.test(what));
  const onGpu = steps.find(({ what }) => /WebGPU$/.test(what));
  const onCpu = steps.find(({ what }) => /1 thread$/.test(what));
  if (!onGpu || !onCpu) return "";
  const [ours, ownCpu] = [onGpu, onCpu].map((row) => median(samplesOf(row.ours)));
  const [peer, peerCpu] = [bestPeer(onGpu), bestPeer(onCpu)];
  if (!(ours > 0 && ownCpu > 0) || !peer || !peerCpu) return "";
  const [oursSlower, theirsSlower] = [ours / ownCpu, peer.median / peerCpu.median].map(threeDigits);
  return `${PLAYED_GPU} Through it ours takes ${oursSlower} times as long as our own kernels on one thread of that CPU, and
${peer.name} ${theirsSlower} times as long as ${peerCpu.name}. ${SMALLER_BATCH}`;
}
