/** English for the way into the network; what is said in there comes with the views (`en-inside-view.ts`). */

export const inside = {
  open: "Look inside",
  opening: "Opening the network…",
};
