/** What a learner can do with one channel: look for what excites it, grow a picture for it, and silence it. */
import type { ChannelPlace } from "../../engine/protocol";
import type { Dependencies } from "../intents/dependencies";
import { isSamePlace, type NeuronAction } from "./neuron-state";

export interface NeuronIntents {
  /** Looks through all pictures with this layer in mind; what it has seen stays when it is stopped. */
  survey(layer: number): void;
  stopSurvey(layer: number): void;
  /** Goes on with the picture of this channel, or begins one. */
  grow(of: ChannelPlace): void;
  /** Begins another one, from other noise. */
  growAgain(of: ChannelPlace): void;
  pauseGrowing(): void;
  silence(of: ChannelPlace, isSilent: boolean): void;
  silenceNone(): void;
}

const FIRST_SEED = 1;

export function neuronIntents({ store }: Pick<Dependencies, "store">): NeuronIntents {
  const dispatch = (action: NeuronAction) => store.dispatch({ type: "neuron", action });
  const state = () => store.state.peek().neuron;

  return {
    survey: (layer) => dispatch({ type: "surveyWished", layer, isWanted: true }),
    stopSurvey: (layer) => dispatch({ type: "surveyWished", layer, isWanted: false }),
    grow(of) {
      const { growth } = state();
      if (growth && isSamePlace(growth.of, of)) dispatch({ type: "growthWanted", isWanted: true });
      else dispatch({ type: "growthBegun", of, seed: FIRST_SEED });
    },
    growAgain(of) {
      dispatch({ type: "growthBegun", of, seed: (state().growth?.seed ?? 0) + 1 });
    },
    pauseGrowing: () => dispatch({ type: "growthWanted", isWanted: false }),
    silence(of, isSilent) {
      const others = state().silenced.filter((silenced) => !isSamePlace(silenced, of));
      dispatch({ type: "silencedChanged", silenced: isSilent ? [...others, of] : others });
    },
    silenceNone: () => dispatch({ type: "silencedChanged", silenced: [] }),
  };
}
