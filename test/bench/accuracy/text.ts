import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BackendError } from '../../../src/errors.js';
import { loadTokenizer } from '../../../src/model/tokenizer.js';

/** Tokens of a piece. */
const LENGTH = 512;
export const PIECES = 8;

/** Prose of Python's own manual, as `help()` has it: English on everyone's machine, under no hub's terms. */
const TOPICS = 'import json, pydoc_data.topics; print(json.dumps(list(pydoc_data.topics.topics.values())))';

/**
 * Pieces of 512 tokens, each the beginning of a long topic without its headings and programs. Python's manual differs from
 * version to version: numbers of one version compare.
 * @throws BackendError where Python has none
 */
export async function plainText(checkpoint: string, most = PIECES): Promise<number[][]> {
  const { stdout } = await promisify(execFile)('python3', ['-c', TOPICS], { maxBuffer: 2 ** 26 }).catch(
    (cause: Error) => {
      throw new BackendError(`python3 has no pydoc_data.topics, the text to predict: ${cause.message}`, {
        cause,
      });
    },
  );
  const tokenizer = await loadTokenizer(checkpoint);
  const pieces: number[][] = [];
  for (const topic of JSON.parse(stdout) as string[]) {
    if (topic.length <= 5 * LENGTH || pieces.length === most) continue; // a token has some four letters
    const tokens = tokenizer.encode(prose(topic), { addSpecialTokens: false });
    if (tokens.length >= LENGTH) pieces.push(tokens.slice(0, LENGTH));
  }
  return pieces;
}

/** Without what is indented (programs, grammar) and underlined (headings). */
const prose = (topic: string): string =>
  topic
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^ {3}|\*{5}|={4}/.test(line))
    .map((line) => line.trim())
    .join('\n');
