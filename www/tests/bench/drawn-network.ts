/** The network with drawn weights, for tests that need none that know anything. */
import { efficientNetLite0 } from "../../src/bench/architecture";
import type { NamedTensor, Network } from "../../src/bench/network-file";
import { seededRandom } from "../../src/inputs/random";

/** Weights of the size that keeps activations alive through all blocks (He et al. 2015). */
export function drawnNetwork(): Network {
  const random = seededRandom(3);
  const tensors: NamedTensor[] = [];
  for (const step of efficientNetLite0().flatMap(({ steps }) => steps)) {
    const shape = [step.channelsOut, step.isDepthwise ? 1 : step.channelsIn, step.kernel, step.kernel];
    const fanIn = (shape[1] ?? 1) * step.kernel * step.kernel;
    const scale = Math.sqrt(6 / fanIn);
    const length = shape.reduce((product, one) => product * one, 1);
    const values = Float32Array.from({ length }, () => (random() * 2 - 1) * scale);
    const bias = Float32Array.from({ length: step.channelsOut }, () => random() * 0.2 - 0.1);
    tensors.push({ name: `${step.name}.weight`, shape, values });
    tensors.push({ name: `${step.name}.bias`, shape: [step.channelsOut], values: bias });
  }
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}
