/** Why the network says what it says, and how one number comes about: what was asked, and the answers. */

export interface ExplainState {
  isOpen: boolean;
}

export type ExplainAction = { type: "opened"; isOpen: boolean };

export const initialExplain: ExplainState = { isOpen: false };
