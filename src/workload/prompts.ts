import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { asError, InputError } from '../errors.js';
import { explained } from '../explain-issue.js';

/** One prompt of a prompt file. */
export interface Prompt {
  readonly id: string;
  readonly category: string;
  readonly prompt: string;
}

const promptRow = z.object({ id: z.string().min(1), category: z.string(), prompt: z.string() });

/**
 * Reads a prompt file: CSV with the columns id, category, prompt.
 * @throws InputError naming the file and the first row that breaks a rule.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { loadPrompts } from 'streambatch';
 *
 * writeFileSync('mine.csv', 'id,category,prompt\nhello,greeting,"Hello, who are you?"\n');
 * loadPrompts('mine.csv'); // → [{ id: 'hello', category: 'greeting', prompt: 'Hello, who are you?' }]
 * ```
 */
export function loadPrompts(path: string): Prompt[] {
  const prompts = readRows(path).map((row, i) => {
    const parsed = promptRow.safeParse(row);
    if (parsed.success) return parsed.data;
    throw new InputError(
      `${path}, row ${i + 1}: ${explained(parsed.error.issues[0]!, row)}; a prompt file has the columns id, category, prompt`,
    );
  });
  if (prompts.length === 0)
    throw new InputError(`${path} holds no prompts; add rows below the header id,category,prompt`);
  const ids = new Set<string>();
  for (const { id } of prompts) {
    if (ids.has(id)) throw new InputError(`${path}: prompt id "${id}" stands twice; ids must differ`);
    ids.add(id);
  }
  return prompts;
}

function readRows(path: string): unknown[] {
  try {
    return parse(readFileSync(path, 'utf8'), { columns: true, bom: true, skip_empty_lines: true });
  } catch (cause) {
    throw new InputError(`${path} cannot be read as a prompt file: ${asError(cause).message}`, { cause });
  }
}
