/** The sentences of `neuron` in the language in use; apart from the rest, because a first visit needs none of them. */
export { neuron as neuronText } from "./en-neuron";
