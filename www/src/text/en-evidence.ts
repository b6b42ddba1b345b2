/** English for why the network says what it says about a picture. */
import type { GridPlace } from "../state/class-evidence";

function placeInWords({ vertical, horizontal }: GridPlace): string {
  if (vertical === "middle" && horizontal === "middle") return "in the middle";
  if (vertical === "middle") return `on the ${horizontal}`;
  if (horizontal === "middle") return `at the ${vertical}`;
  return `at the ${vertical} ${horizontal}`;
}

export const evidence = {
  toggle: "Where it looks",
  overlay: "The picture with the places that speak for and against a class",
  chooseClass: "Class to explain",
  onlyLinear: "With a hidden layer, what a place adds depends on all the others, so there is no simple map.",
  speaksFor: (name: string) => `speaks for ${name},`,
  speaksAgainst: "speaks against it.",
  strongest: (place: GridPlace) => `The strongest sign for it is ${placeInWords(place)}.`,
  sum: (name: string) => `What the score of ${name} is the sum of`,
  rowFor: "Places that speak for it",
  rowAgainst: "Places that speak against it",
  rowBias: "Before looking",
  rowScore: "Score, their exact sum",
  signed: (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`,
};
