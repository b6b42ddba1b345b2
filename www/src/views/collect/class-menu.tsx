/** What else can be done with a class: colour, order, merging, deleting. */
import { classColour, numChosenClassColours } from "../../draw/colours";
import type { LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { DotsIcon, DownIcon, LayersIcon, PictureIcon, TrashIcon, UpIcon } from "../shared/icons";
import { Menu, MenuItem } from "../shared/menu";

export interface ClassMenuProps {
  item: LearnerClass;
  index: number;
  numClasses: number;
}

export function ClassMenu({ item, index, numClasses }: ClassMenuProps) {
  const { select, intents } = useApp();
  const others = select.classes.value.filter((other) => other.id !== item.id);
  return (
    <Menu label={text.collect.classMenu(item.name)} icon={<DotsIcon />}>
      {(close) => (
        <>
          <Swatches item={item} />
          <MenuItem
            icon={<PictureIcon />}
            onClick={() => {
              intents.pictures.selectAllOf(item.id);
              close();
            }}
          >
            {text.collect.selectAll}
          </MenuItem>
          <MenuItem
            icon={<UpIcon />}
            isDisabled={index === 0}
            onClick={() => intents.classes.moveBy(item.id, -1)}
          >
            {text.collect.moveUp}
          </MenuItem>
          <MenuItem
            icon={<DownIcon />}
            isDisabled={index === numClasses - 1}
            onClick={() => intents.classes.moveBy(item.id, 1)}
          >
            {text.collect.moveDown}
          </MenuItem>
          {others.length > 0 && (
            <label class="menu-item menu-select">
              <span class="menu-item-icon">
                <LayersIcon />
              </span>
              <select
                value=""
                aria-label={text.collect.mergeInto}
                onChange={(event) => intents.classes.mergeInto(item.id, Number(event.currentTarget.value))}
              >
                <option value="" disabled>
                  {text.collect.mergeInto}
                </option>
                {others.map((other) => (
                  <option key={other.id} value={other.id}>
                    {other.name}
                  </option>
                ))}
              </select>
            </label>
          )}
          <MenuItem icon={<TrashIcon />} isDangerous onClick={() => intents.classes.remove(item.id)}>
            {text.collect.deleteClass}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

function Swatches({ item }: { item: LearnerClass }) {
  const { intents } = useApp();
  return (
    <fieldset class="swatches">
      <legend class="visually-hidden">{text.collect.colour}</legend>
      {Array.from({ length: numChosenClassColours }, (_, colour) => (
        <button
          key={colour}
          type="button"
          class="swatch-button"
          style={{ "--hue": classColour(colour) }}
          aria-label={text.collect.colourNumber(colour + 1)}
          aria-pressed={item.colour === colour}
          onClick={() => intents.classes.recolour(item.id, colour)}
        />
      ))}
    </fieldset>
  );
}
