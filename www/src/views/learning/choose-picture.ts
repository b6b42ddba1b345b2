/** A hook for what a click on a picture does, wherever the picture is: as in the columns of classes. */
import { useApp } from "../app-context";

/** `isMany` as with a key held: the picture joins what is selected, or leaves it. */
export function useChoosePicture(): (exampleId: number, isMany: boolean) => void {
  const { select, intents } = useApp();
  return (exampleId, isMany) => {
    const isAdding = isMany || select.selection.peek().isGathering;
    intents.pictures.select(exampleId, isAdding ? "toggle" : "only");
    if (!isAdding) void intents.trying.tryExample(exampleId);
  };
}

/** The picture in hand, if it is one of the learner's. */
export function useInHandId(): number | undefined {
  const { source } = useApp().select.trying.value;
  return source.from === "picture" ? source.exampleId : undefined;
}
