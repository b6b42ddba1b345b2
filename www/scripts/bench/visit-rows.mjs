/** From measured visits to rows of the bench's table. */
import { bytesOf } from "./visit-traffic.mjs";

const WITHOUT_PEER =
  "The peer's model (../shared/data/peers) or its library is not on this machine, so there is nothing to compare with.";

/** What the measurements of `first-visit.mjs` say, in the order in which a visit goes. */
export function visitRows({ beforePicture, looked, ours, peer, takeover, engines }) {
  const peerFigures = (figure) => (peer ? { [peer.name]: peer.visits.map(figure) } : {});
  const compared = (what, unit, figure, rest = {}) => ({
    section: "visit",
    what,
    unit,
    ours: ours.map(figure),
    peers: peerFigures(figure),
    ...(peer ? {} : { note: WITHOUT_PEER }),
    ...rest,
  });
  const alone = (what, unit, figure, rest = {}) => ({
    section: "visit",
    what,
    unit,
    ours: figure,
    peers: {},
    ...rest,
  });
  return [
    alone("scripts and styles before the first picture, gzip", "bytes", beforePicture.gzip, {
      target: atMost("≤ 90 kB gzip", 90_000),
      note: "Everything that a visit fetches by itself, the engine's worker included.",
    }),
    alone("scripts and styles before the first picture, brotli", "bytes", beforePicture.br),
    alone("requests of a visit without pictures, until the engine is ready", "count", looked.numRequests),
    alone("the same, bytes on the wire", "bytes", looked.wireBytes),
    ...engines.map(({ build, wireBytes }) => engineRow(alone, build, wireBytes)),
    alone("the network's weights", "bytes", bytesOf(looked, ".weights")),
    compared("cold visit, until pictures can be added", "ms", ({ cold }) => cold.marks.interactive),
    compared("cold visit, until the engine is ready", "ms", ({ cold }) => cold.marks.engineReady),
    compared("cold visit, until the first prediction", "ms", ({ cold }) => cold.marks.firstAnswer, {
      note: peer ? peerKnowsAlready(peer) : WITHOUT_PEER,
    }),
    compared("cold visit, bytes until the first prediction", "bytes", ({ cold }) => cold.traffic.wireBytes, {
      target: atMost("≤ 3.3 MB on the wire", 3_300_000),
    }),
    compared(
      "cold visit, requests until the first prediction",
      "count",
      ({ cold }) => cold.traffic.numRequests,
    ),
    compared("warm visit, until pictures can be added", "ms", ({ warm }) => warm.marks.interactive),
    compared("warm visit, until the first prediction", "ms", ({ warm }) => warm.marks.firstAnswer),
    compared("warm visit, bytes until the first prediction", "bytes", ({ warm }) => warm.traffic.wireBytes),
    compared(
      "warm visit, requests until the first prediction",
      "count",
      ({ warm }) => warm.traffic.numRequests,
    ),
    ...takeoverRows(alone, takeover),
  ];
}

function peerKnowsAlready({ visits }) {
  const backend = visits[0]?.cold.marks.backend;
  return `Ours is taught in that time (nine pictures, one epoch) and then answers; the peer's model was trained before and only answers, on its backend ${backend}.`;
}

function engineRow(alone, build, wireBytes) {
  const target = build.startsWith("gpu")
    ? atMost("≤ 1.4 MB brotli", 1_400_000)
    : atMost("≤ 0.4 MB brotli", 400_000);
  return alone(`wasm of the engine \`${build}\`, brotli`, "bytes", wireBytes, { target });
}

function takeoverRows(alone, takeover) {
  const what = "cold visit, until the GPU engine has taken over (software adapter, no pictures)";
  if (!takeover) {
    return [
      alone(what, "ms", null, { note: "The GPU engine did not take over within the time that was given." }),
    ];
  }
  const gpuBytes = takeover.wireBytes - takeover.beforeGpu.wireBytes;
  return [
    alone(what, "ms", takeover.millis),
    alone("the same, bytes beyond those of the CPU engine", "bytes", gpuBytes),
  ];
}

function atMost(says, limit) {
  return { says, kind: "atMost", limit };
}
