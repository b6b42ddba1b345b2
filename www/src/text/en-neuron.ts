/** English for `neuron`. */

export const neuron = {};
