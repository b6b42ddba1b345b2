/** One group: its name, its pictures, and the ways to make a class of it. */
import { classColour } from "../../draw/colours";
import { groupName } from "../../state/unlabelled/group-name";
import type { PileGroup } from "../../state/unlabelled/groups";
import { text } from "../../text";
import { unlabelledText } from "../../text/unlabelled";
import { useApp } from "../app-context";
import { Button } from "../shared/button";
import { MoveIcon } from "../shared/icons";
import { Menu, MenuItem } from "../shared/menu";
import { PictureButtons } from "./picture-buttons";

export function GroupRow({ group }: { group: PileGroup }) {
  const { select, intents } = useApp();
  const { number, examples, chosenIds } = group;
  const classes = select.classes.value;
  const name = groupName(group, classes, select.unlabelled.value.groups?.groups.length ?? 1);
  const chosen = new Set(chosenIds);
  return (
    <li class="pile-group pile-part" aria-label={unlabelledText.groupLabel(number, examples.length)}>
      <div class="pile-group-head">
        <GroupName number={number} name={group.name} shown={name} />
        <span class="quiet numbers">{unlabelledText.chosen(chosenIds.length, examples.length)}</span>
        <GroupTools group={group} name={name} />
      </div>
      <PictureButtons
        label={unlabelledText.picturesIn(name)}
        isChoosing
        pictures={examples.map((example) => ({
          example,
          label: text.collect.picture(example.name),
          isPressed: chosen.has(example.id),
        }))}
        onChoose={(id) => void intents.unlabelled((own) => own.togglePicture(id))}
      />
    </li>
  );
}

function GroupTools({ group: { number, chosenIds }, name }: { group: PileGroup; name: string }) {
  const { select, intents } = useApp();
  const classes = select.classes.value;
  const isKnown = classes.some((item) => item.name === name);
  const isEmpty = chosenIds.length === 0;
  return (
    <div class="pile-group-tools">
      <Button
        isDisabled={isEmpty}
        label={isKnown ? unlabelledText.joinClass(name) : unlabelledText.makeClassOf(name)}
        onClick={() => void intents.unlabelled((own) => own.makeClass(number))}
      >
        {isKnown ? unlabelledText.joinClass(name) : unlabelledText.makeClass}
      </Button>
      {classes.length > 0 && !isEmpty && (
        <Menu label={unlabelledText.addGroupTo(name)} icon={<MoveIcon />}>
          {() =>
            classes.map((item) => (
              <MenuItem
                key={item.id}
                icon={<span class="swatch" style={{ "--hue": classColour(item.colour) }} />}
                onClick={() => void intents.unlabelled((own) => own.addGroupTo(number, item.id))}
              >
                <span class="menu-name">{item.name}</span>
              </MenuItem>
            ))
          }
        </Menu>
      )}
    </div>
  );
}

/** What is typed counts at once, so that the button says what it will do; Enter makes the class. */
function GroupName({ number, name, shown }: { number: number; name: string | undefined; shown: string }) {
  const { intents } = useApp();
  return (
    <input
      class="field pile-group-name"
      value={name ?? shown}
      placeholder={shown}
      dir="auto"
      maxLength={80}
      spellcheck={false}
      autocomplete="off"
      aria-label={unlabelledText.nameOf(number)}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => {
        const { value } = event.currentTarget;
        void intents.unlabelled((own) => own.nameGroup(number, value));
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") void intents.unlabelled((own) => own.makeClass(number));
      }}
    />
  );
}
