/** What a screen reader hears of the pile: that groups were found, classes supposed, or two heads compared. */
import { groupsOnView } from "../../state/unlabelled/groups";
import { supposedOnView } from "../../state/unlabelled/supposed";
import { isComparing } from "../../state/unlabelled/unlabelled-state";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";

export function PileLive() {
  const { select } = useApp();
  const { live } = unlabelledText;
  const unlabelled = select.unlabelled.value;
  const { view, groups, predictions, comparison } = unlabelled;
  const app = { examples: select.examples.value, classes: select.classes.value, unlabelled };
  if (isComparing(comparison)) return <>{live.comparing}</>;
  if (comparison.at === "failed") return <>{live.failed}</>;
  if (comparison.at === "compared") {
    const { numBetter, numWorse } = comparison.result;
    return (
      <>
        {live.compared}. {unlabelledText.difference(numBetter, numWorse)}
      </>
    );
  }
  if (view === "groups") {
    return <>{groups ? live.grouped(groupsOnView(app).length, groups.separation) : live.grouping}</>;
  }
  // The slider says by itself how many reach it; while it is moved this must be silent.
  if (view !== "supposed" || !predictions) return null;
  return <>{live.supposed(supposedOnView(app).numKnown)}</>;
}
