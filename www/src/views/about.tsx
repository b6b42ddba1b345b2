/** What this page is made of and under which licences, in the header's menu. */
import { text } from "../text";
import { InfoIcon } from "./shared/icons";

export function About() {
  return (
    <details class="about">
      <summary class="menu-item">
        <span class="menu-item-icon">
          <InfoIcon />
        </span>
        {text.about.heading}
      </summary>
      <div class="about-body">
        <p>{text.about.what}</p>
        <ul>
          {text.about.parts.map((part) => (
            <li key={part}>{part}</li>
          ))}
        </ul>
      </div>
    </details>
  );
}
