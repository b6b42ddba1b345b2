/** A score, or a lead, as rows that add up to it: its strongest neurons, all others together, and the bias. */
import type { WeighedNeurons } from "../../engine/protocol";

export interface NeuronRow {
  neuron: number;
  share: number;
  activation: number;
  weight: number;
}

export interface SumRows {
  neurons: readonly NeuronRow[];
  /** What all neurons add that have no row of their own. */
  rest: number;
  bias: number;
  score: number;
  /** All of the above but the score, in the order in which they are shown. */
  parts: readonly number[];
}

/** The first `most` neurons have rows, and what the others add goes to the rest. */
export function sumRows(sum: WeighedNeurons, most: number): SumRows {
  const neurons = sum.neurons.map((neuron, index): NeuronRow => {
    const [share = 0, activation = 0, weight = 0] = [
      sum.shares[index],
      sum.activations[index],
      sum.weights[index],
    ];
    return { neuron, share, activation, weight };
  });
  const shown = neurons.slice(0, most);
  const rest = neurons.slice(most).reduce((total, { share }) => total + share, sum.rest);
  const parts = [...shown.map(({ share }) => share), rest, sum.bias];
  return { neurons: shown, rest, bias: sum.bias, score: sum.score, parts };
}
