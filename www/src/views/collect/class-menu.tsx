/** What else can be done with a class: colour, order, merging, deleting. */
import { useEffect, useRef, useState } from "preact/hooks";
import { classColour, numChosenClassColours } from "../../draw/colours";
import type { LearnerClass } from "../../state/app-state";
import { text } from "../../text";
import { useApp } from "../app-context";
import { ChevronIcon, DotsIcon, DownIcon, LayersIcon, PictureIcon, TrashIcon, UpIcon } from "../shared/icons";
import { Menu, MenuItem } from "../shared/menu";

export interface ClassMenuProps {
  item: LearnerClass;
  index: number;
  numClasses: number;
}

export function ClassMenu({ item, index, numClasses }: ClassMenuProps) {
  const { intents } = useApp();
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
          <MergeChoice item={item} />
          <MenuItem icon={<TrashIcon />} isDangerous onClick={() => intents.classes.remove(item.id)}>
            {text.collect.deleteClass}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

/** A list and not a select, which would merge at the first press of an arrow key. */
function MergeChoice({ item }: { item: LearnerClass }) {
  const { select, intents } = useApp();
  const [isOpen, setIsOpen] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  // The menu has grown, perhaps out of the column.
  useEffect(() => list.current?.closest(".menu-panel")?.scrollIntoView({ block: "nearest" }), [isOpen]);
  const others = select.classes.value.filter((other) => other.id !== item.id);
  if (others.length === 0) return null;
  return (
    <>
      <MenuItem icon={<LayersIcon />} isExpanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {text.collect.mergeInto}
        <ChevronIcon />
      </MenuItem>
      {isOpen && (
        <div ref={list} class="menu-nested">
          {others.map((other) => (
            <MenuItem
              key={other.id}
              icon={<span class="swatch" style={{ "--hue": classColour(other.colour) }} />}
              onClick={() => intents.classes.mergeInto(item.id, other.id)}
            >
              <span class="menu-name">{other.name}</span>
            </MenuItem>
          ))}
        </div>
      )}
    </>
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
          aria-label={text.collect.colourNames[colour] ?? text.collect.colourNumber(colour + 1)}
          aria-pressed={item.colour === colour}
          onClick={() => intents.classes.recolour(item.id, colour)}
        />
      ))}
    </fieldset>
  );
}
