/** Why nothing can be said about the pile yet: the network is not there, or still looks at its pictures. */
import type { ComponentChildren } from "preact";
import { PILE_ID } from "../../state/unlabelled/pile";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { ProgressLine } from "../shared/progress-line";

/** `children` are drawn when nothing has to be waited for. */
export function WaitingForFeatures({ children }: { children: ComponentChildren }) {
  const { select } = useApp();
  const { phase } = select.engine.value;
  const pile = select.examplesByClass.value.get(PILE_ID) ?? [];
  const numKnown = pile.filter((example) => example.isEmbedded).length;
  if (phase.at === "failed") return <p class="quiet">{unlabelledText.notRunning}</p>;
  if (phase.at !== "ready") {
    return <ProgressLine label={unlabelledText.notReady} done={0} total={undefined} />;
  }
  if (numKnown === pile.length || select.embedding.value.isPaused) return <>{children}</>;
  const label = unlabelledText.groupsWaiting(numKnown, pile.length);
  return <ProgressLine label={label} done={numKnown} total={pile.length} />;
}
