/** English for what the page is made of, with the licences that ask to be named. */

export const enAbout = {
  heading: "About and licences",
  what: "A network that has seen a million photographs learns your classes here, on your device: its last layer, or as much of it as you choose. Nothing is sent.",
  parts: [
    "Afterimage: MIT or Apache License 2.0.",
    "Network: EfficientNet-Lite0 by Mingxing Tan and Quoc V. Le, trained on ImageNet; weights under Apache License 2.0, made smaller for this page.",
    "Sample pictures: Noto Emoji by Google, Apache License 2.0, turned and put on new backgrounds for this page.",
    "Computed by an engine of its own, written in Rust. Its answers and gradients are checked against Burn: MIT or Apache License 2.0.",
  ],
};
