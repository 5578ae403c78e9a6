import type { Metadata } from './metadata.js';

/** Kinds of tokens (llama_token_type in llama.h). */
const KIND = { unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

/** The tokens of a file: their texts by id, and which of them are not text. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  /** As tokenizer.json lists them: found in a text before anything else. */
  readonly added: readonly AddedToken[];
  /** What stands for text that no token is made of. */
  readonly unknown: string | null;
  /** Text of the token that a key like "bos" names; null where the file names none. */
  named(name: string): string | null;
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly single_word: false;
  readonly lstrip: false;
  readonly rstrip: false;
  readonly normalized: false;
}

export function readVocabulary(metadata: Metadata): Vocabulary {
  const tokens = metadata.strings('tokenizer.ggml.tokens');
  const kinds = metadata.optionalNumbers('tokenizer.ggml.token_type') ?? [];
  const named = (name: string) => tokenNamed(metadata, tokens, name);
  const added: AddedToken[] = [];
  for (const [id, content] of tokens.entries()) {
    const kind = kinds[id];
    const special = kind === KIND.control || kind === KIND.unknown;
    if (content === '' || !(special || kind === KIND.userDefined)) continue;
    added.push({
      id,
      content,
      special,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    });
  }
  return { tokens, added, named, unknown: named('unknown') ?? tokens[kinds.indexOf(KIND.unknown)] ?? null };
}

function tokenNamed(metadata: Metadata, tokens: readonly string[], name: string): string | null {
  const key = `tokenizer.ggml.${name}_token_id`;
  const id = metadata.optionalNumber(key);
  if (id === undefined) return null;
  const token = tokens[id];
  if (token !== undefined) return token;
  throw metadata.refuse(`${key} is ${id}, and its vocabulary has ${tokens.length} tokens`);
}
