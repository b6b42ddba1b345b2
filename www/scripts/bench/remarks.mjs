/** What was tried for targets that are not met, what bounds them, and what would be next. */

const HEAD = `3.0 billion multiply-adds: 150 × 1,280 × 100 for each epoch's forward passes, as many for the gradients, and as
many again for the exact loss after each epoch, 50 times. In vectors of four, twice a cycle, one thread needs at least
0.12 s for them; 0.2 s is what these loops reach alone. Besides, Adam rewrites 128,000 weights and their two moments 500
times: 64 million updates, 1.5 GB through the cache. The peer's fiftieth is 0.05 to 0.08 s, less than the multiplications
alone. Tried: gradient and optimiser in one pass so that no gradient is ever stored, panels that stay in the cache,
fused multiply-add (relaxed SIMD), threads that stay awake between steps. Next: no exact loss between epochs (a third of the
arithmetic), and wider vectors or half precision when WebAssembly has them.`;

const SCROLLING = `A frame at 60 Hz has 16.7 ms, and this machine composites without a GPU on the same two cores that draw the page.
The page itself needs what the note of the row says. Next: the same measurement on a machine with a GPU.`;

const REMARKS = [
  { section: "head", says: HEAD },
  { section: "memory", what: /scrolling/, says: SCROLLING },
];

/** The remark on a row that has a target; undefined where there is none yet. */
export function remarkOn(row) {
  return REMARKS.find(({ section, what }) => section === row.section && (!what || what.test(row.what)))?.says;
}
