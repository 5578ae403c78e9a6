import type { GenerateRequest } from '../generation.js';

export interface Turn {
  readonly role: string;
  readonly content: string;
}

/** What the server has to know of its model beside generating: its name and how text becomes a prompt. */
export interface ServedModel {
  /** As it is called outside: an id, never a path. */
  readonly name: string;
  /** A conversation as a prompt, by the model's chat template. */
  readonly renderChat: (turns: readonly Turn[]) => GenerateRequest['prompt'];
  /** Tokens of a text, special tokens included; null where nobody here knows. */
  readonly countTokens: ((text: string) => number) | null;
}
