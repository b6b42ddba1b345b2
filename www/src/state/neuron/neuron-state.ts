/** One channel of the network: what it is made of, what excites it, and what happens without it. */

export interface NeuronState {
  isOpen: boolean;
}

export type NeuronAction = { type: "opened"; isOpen: boolean };

export const initialNeuron: NeuronState = { isOpen: false };
