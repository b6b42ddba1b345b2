/** The typesetting of formulas, in a file of its own because only an opened value needs it. */
import katex from "katex";
import "katex/dist/katex.css";

/** Draws into the element through the DOM, never through markup, as the page's policy demands. */
export function typeset(tex: string, place: HTMLElement, isDisplayed: boolean): void {
  katex.render(tex, place, {
    displayMode: isDisplayed,
    // Names of symbols are the only thing that formulas may add to the page, and all formulas are our own.
    trust: ({ command }) => command === "\\htmlData",
    strict: false,
    throwOnError: false,
  });
}
