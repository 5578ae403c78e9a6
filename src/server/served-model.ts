import type { GenerateRequest } from '../generation.js';

export interface Turn {
  readonly role: string;
  readonly content: string;
}

/** The model's tokenizer. */
export interface ServedTokenizer {
  /** Token ids; with the special tokens of the model's own template unless told otherwise. */
  encode(text: string, options?: { readonly addSpecialTokens?: boolean }): number[];
  decode(ids: number[], options?: { readonly skipSpecialTokens?: boolean }): string;
  /** There is such a token. */
  has(id: number): boolean;
}

/** What the server has to know of its model beside generating: its name, its size and how text becomes a prompt. */
export interface ServedModel {
  /** As it is called outside: an id, never a path. */
  readonly name: string;
  /** A conversation as a prompt, by the model's chat template. */
  readonly renderChat: (turns: readonly Turn[]) => GenerateRequest['prompt'];
  /** Null where the model's files are not here. */
  readonly tokenizer: ServedTokenizer | null;
  /** What its tokenizer_config.json says, no paths, the chat template among it; null where the files are not here. */
  readonly tokenizerInfo: object | null;
  /** Longest prompt plus output, tokens; null where nobody here knows. */
  readonly contextLength: number | null;
}
