/** What gained most with few pictures, as one button; nothing where it is set, or was never measured. */
import { isRecommendable, isRecommendedSet } from "../../state/deeper/recommended";
import { deeperText } from "../../text/deeper";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { useDepths } from "./use-depths";

export function Recommended() {
  const { select, intents } = useApp();
  const app = { network: select.network.value, plan: select.plan.value };
  const depths = useDepths();
  if (!isRecommendable(app)) return null;
  if (isRecommendedSet(app)) return <p class="deeper-note">{deeperText.recommendedIsSet}</p>;
  return (
    <div class="deeper-note">
      <p>{deeperText.recommendedLead(depths)}</p>
      <Button onClick={() => intents.deeper.takeRecommended()}>{deeperText.takeRecommended}</Button>
    </div>
  );
}
