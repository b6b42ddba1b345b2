/** The sentences of the bench in the language in use; apart from the page's, which must stay small. */
import { type BenchText, enBench } from "./en-bench";

export const benchText: BenchText = enBench;
