/** Groups of pictures that look alike to the network, each of which can become a class with one click. */
import { groupsOnView, numUngrouped } from "../../state/unlabelled/groups";
import { PILE_ID } from "../../state/unlabelled/pile";
import { text } from "../../text";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { ProgressLine } from "../shared/progress-line";
import { GroupRow } from "./group-row";
import { NumberOfGroups } from "./number-of-groups";
import { WaitingForFeatures } from "./waiting-for-features";

export function GroupsPanel() {
  const { select, intents } = useApp();
  const { groups, groupsError } = select.unlabelled.value;
  const app = { examples: select.examples.value, unlabelled: select.unlabelled.value };
  const numPictures = select.examplesByClass.value.get(PILE_ID)?.length ?? 0;
  const shown = groupsOnView(app);
  const numNewer = numUngrouped(app);
  return (
    <section class="pile-panel" aria-labelledby="pile-groups">
      <h4 id="pile-groups" class="visually-hidden">
        {unlabelledText.groups}
      </h4>
      {numPictures < 2 && shown.length === 0 ? (
        <p class="quiet">{groups ? unlabelledText.groupsGone : unlabelledText.groupsTooFew}</p>
      ) : (
        <>
          <p class="quiet">{unlabelledText.groupsHelp}</p>
          <NumberOfGroups numFound={shown.length} />
          <WaitingForFeatures>
            {groupsError ? (
              <div role="alert" class="pile-error">
                <p>
                  {unlabelledText.groupsFailed}{" "}
                  {text.problems.problem({ kind: "engine", error: groupsError })}
                </p>
                <Button onClick={() => void intents.unlabelled((own) => own.tryAgain())}>
                  {text.problems.tryAgain}
                </Button>
              </div>
            ) : (
              (!groups || numNewer > 0) && (
                <ProgressLine label={unlabelledText.grouping} done={0} total={undefined} />
              )
            )}
          </WaitingForFeatures>
          {groups && shown.length > 0 && (
            <p class="pile-separation">
              {unlabelledText.groupsFound(shown.length, groups.separation)}
              {numNewer > 0 && <span class="quiet"> {unlabelledText.ungrouped(numNewer)}</span>}
            </p>
          )}
          <ol class="pile-groups">
            {shown.map((group) => (
              <GroupRow key={group.number} group={group} />
            ))}
          </ol>
          {shown.length > 1 && (
            <Button look="primary" onClick={() => void intents.unlabelled((own) => own.makeAllClasses())}>
              {unlabelledText.makeAll(shown.length)}
            </Button>
          )}
        </>
      )}
    </section>
  );
}
