/** How many groups there are to be: as many as fit best, or a number. */
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Button, IconButton } from "../shared/button";
import { PlusIcon } from "../shared/icons";
import { MinusIcon } from "./minus-icon";

const FEWEST = 2;
const MOST = 20;

export function NumberOfGroups({ numFound }: { numFound: number }) {
  const { select, intents } = useApp();
  const { wantedGroups } = select.unlabelled.value;
  const shown = wantedGroups ?? Math.max(FEWEST, numFound);
  const want = (numGroups: number | undefined) => void intents.unlabelled((own) => own.wantGroups(numGroups));
  return (
    <fieldset class="pile-number">
      <legend class="visually-hidden">{unlabelledText.numGroups}</legend>
      <Button look="quiet" isPressed={wantedGroups === undefined} onClick={() => want(undefined)}>
        {unlabelledText.bestFit}
      </Button>
      <span class="pile-stepper">
        <IconButton
          label={unlabelledText.fewer}
          isDisabled={shown <= FEWEST}
          onClick={() => want(Math.max(FEWEST, shown - 1))}
        >
          <MinusIcon />
        </IconButton>
        <output class="numbers" data-wanted={wantedGroups === undefined ? undefined : ""}>
          {shown}
        </output>
        <IconButton
          label={unlabelledText.more}
          isDisabled={shown >= MOST}
          onClick={() => want(Math.min(MOST, shown + 1))}
        >
          <PlusIcon />
        </IconButton>
      </span>
    </fieldset>
  );
}
