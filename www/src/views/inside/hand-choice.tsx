/** The learner's pictures in one line, where there is no room for their column beside the opened network. */
import { useEffect, useState } from "preact/hooks";
import { classColour } from "../../draw/colours";
import type { Example, LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { insideText } from "../../text/inside";
import { useApp } from "../app-context";
import { useThumbnail } from "../shared/use-thumbnail";

/** Enough to choose from with a thumb. */
const MOST_OF_A_CLASS = 8;

/** As in `layout.css`: below this width the opened network has the screen for itself. */
const NARROW = "(max-width: 1180px)";

export function HandChoice() {
  const { select } = useApp();
  const isNarrow = useMedia(NARROW);
  const byClass = select.examplesByClass.value;
  const { source } = select.trying.value;
  const inHandId = source.from === "picture" ? source.exampleId : undefined;
  if (!isNarrow || byClass.size === 0) return null;
  return (
    <div class="hand-choice">
      <HandAnswer />
      <ul aria-label={insideText.yourPictures}>
        {select.classes.value.flatMap((item) =>
          (byClass.get(item.id) ?? [])
            .slice(0, MOST_OF_A_CLASS)
            .map((example) => (
              <Choice key={example.id} example={example} item={item} isInHand={example.id === inHandId} />
            )),
        )}
      </ul>
    </div>
  );
}

function Choice({ example, item, isInHand }: { example: Example; item: LearnerClass; isInHand: boolean }) {
  const { intents } = useApp();
  const url = useThumbnail(example.blob);
  return (
    <li style={{ "--hue": classColour(item.colour) }}>
      <button
        type="button"
        aria-label={insideText.pictureOf(example.name, item.name)}
        aria-pressed={isInHand}
        onClick={() => void intents.trying.tryExample(example.id)}
      >
        {url !== undefined && <img src={url} alt="" />}
      </button>
    </li>
  );
}

/** The likeliest class, because the column with the answer is out of sight as well. */
function HandAnswer() {
  const { select } = useApp();
  const shares = select.answerShares.value;
  const [best] = [...(shares ?? [])].toSorted(([, one], [, other]) => other - one);
  const item = best && select.classes.value.find(({ id }) => id === best[0]);
  if (!best || !item) return null;
  return (
    <p class="hand-answer" style={{ "--hue": classColour(item.colour) }}>
      <span class="swatch" />
      {text.try.bestGuess(item.name, best[1])}
    </p>
  );
}

function useMedia(query: string): boolean {
  const [isTrue, setIsTrue] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const follow = () => setIsTrue(list.matches);
    follow();
    list.addEventListener?.("change", follow);
    return () => list.removeEventListener?.("change", follow);
  }, [query]);
  return isTrue;
}
