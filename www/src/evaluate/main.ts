/** The evaluation page: inert until `scripts/evaluate.mjs` calls the one function it offers. */
import { evaluate } from "./evaluate";
import "./evaluation";

window.afterimageEvaluate = (request) =>
  evaluate(request, (progress) => window.afterimageProgress?.(progress));
