import type { TokenContent } from '../../generation.js';

/** What one event adds to an answer. */
export interface Piece {
  readonly text: string;
  /** Absent: the answer's text. */
  readonly content?: TokenContent;
}

interface Call {
  readonly name?: unknown;
  readonly arguments?: unknown;
}

/** What a choice says: `delta` in a chunk of a chat, `message` in a whole answer, `text` of a completion. */
export interface Said {
  readonly text?: unknown;
  readonly content?: unknown;
  readonly refusal?: unknown;
  /** DeepSeek's name, and that of vLLM, SGLang and llama.cpp … */
  readonly reasoning_content?: unknown;
  /** … and OpenRouter's, Ollama's and newer vLLM's. */
  readonly reasoning?: unknown;
  readonly tool_calls?: readonly { readonly function?: Call }[] | null;
  /** As tools were called before there were several. */
  readonly function_call?: Call | null;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the model wrote of a call; ids are the server's own invention. */
const callText = (call: Call | null | undefined): string => textOf(call?.name) + textOf(call?.arguments);

/** Everything that it adds, in the order in which models make it; a role alone and empty pieces add nothing. */
export function piecesOf(said: Said): Piece[] {
  const calls = Array.isArray(said.tool_calls) ? (said.tool_calls as NonNullable<Said['tool_calls']>) : [];
  const pieces: Piece[] = [
    { text: textOf(said.reasoning_content) || textOf(said.reasoning), content: 'reasoning' },
    { text: textOf(said.text) || textOf(said.content) || textOf(said.refusal) },
    ...calls.map((call): Piece => ({ text: callText(call?.function), content: 'tool' })),
    { text: callText(said.function_call), content: 'tool' },
  ];
  return pieces.filter(({ text }) => text !== '');
}
