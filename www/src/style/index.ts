/** The page's styles, in the order in which later ones may refine earlier ones. */
import "./tokens.css";
import "./base.css";
import "./layout.css";
import "./controls.css";
import "./collect.css";
import "./train.css";
import "./try.css";
import "./shared.css";
