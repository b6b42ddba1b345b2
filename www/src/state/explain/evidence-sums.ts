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

/** These neurons have rows, in this order, and what the others add goes to the rest. */
export function sumRows(sum: WeighedNeurons, named: readonly number[]): SumRows {
  const isNamed = new Set(named);
  const rows = new Map<number, NeuronRow>();
  let { rest } = sum;
  for (const [index, neuron] of sum.neurons.entries()) {
    const [share = 0, activation = 0, weight = 0] = [
      sum.shares[index],
      sum.activations[index],
      sum.weights[index],
    ];
    if (isNamed.has(neuron)) rows.set(neuron, { neuron, share, activation, weight });
    else rest += share;
  }
  const neurons = named.flatMap((neuron) => rows.get(neuron) ?? []);
  const parts = [...neurons.map(({ share }) => share), rest, sum.bias];
  return { neurons, rest, bias: sum.bias, score: sum.score, parts };
}

/** Before anything is learned, all weights are 0. */
export function isUnlearned({ weights, rest, bias }: WeighedNeurons): boolean {
  return rest === 0 && bias === 0 && weights.every((weight) => weight === 0);
}
