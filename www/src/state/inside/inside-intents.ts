/** What a learner can do inside of the network: open it, go somewhere, sort channels, close it. */
import type { Dependencies } from "../intents/dependencies";
import { type ChannelSort, engineOrder, type InsideAction, type InsidePlace } from "./inside-state";
import { mapsOfLayer } from "./wished-layers";

export interface InsideIntents {
  open(isOpen: boolean): void;
  goTo(place: InsidePlace): void;
  /** Sorts the channels of a layer; where that takes all pictures, the network begins to look through them. */
  sort(sort: ChannelSort): void;
  useOneScale(isOneScale: boolean): void;
  /** Goes on with looking through the pictures for the layer on view. */
  survey(): void;
  stopSurvey(): void;
}

export function insideIntents({ store }: Pick<Dependencies, "store">): InsideIntents {
  const dispatch = (action: InsideAction) => store.dispatch({ type: "inside", action });

  /** On a narrow screen the network is opened in a step of its own. */
  function showTrain(): void {
    if (store.state.peek().step !== "train") store.dispatch({ type: "stepChanged", step: "train" });
  }

  function survey(): void {
    const { place, layers } = store.state.peek().inside;
    const layer = place.at === "layer" && layers ? mapsOfLayer(layers, place.layer) : undefined;
    if (layer !== undefined) dispatch({ type: "surveyWished", layer });
  }

  return {
    open(isOpen) {
      dispatch({ type: "opened", isOpen });
      if (isOpen) showTrain();
    },
    goTo(place) {
      dispatch({ type: "wentTo", place });
      showTrain();
    },
    sort(sort) {
      dispatch({ type: "sorted", sort });
      if (engineOrder(sort)) survey();
    },
    useOneScale: (isOneScale) => dispatch({ type: "scaled", isOneScale }),
    survey,
    stopSurvey: () => dispatch({ type: "surveyStopped" }),
  };
}
