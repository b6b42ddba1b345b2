/** Which of the learner's pictures is shown in its variations: a selected one, the one in hand, or the first. */
import type { AppState, Example, Selection, TrySource } from "../app-state";

export function previewedExample(
  examples: AppState["examples"],
  { exampleIds }: Selection,
  source: TrySource,
): Example | undefined {
  const [selected] = exampleIds;
  const inHand = source.from === "picture" ? source.exampleId : undefined;
  const [first] = examples.values();
  return (
    (selected === undefined ? undefined : examples.get(selected)) ??
    (inHand === undefined ? undefined : examples.get(inHand)) ??
    first
  );
}
