/** How the head learned, beneath the curves. */

export function LearningPanel() {
  return null;
}
