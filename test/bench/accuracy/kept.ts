import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { checkoutRoot } from '../../../src/checkout.mjs';
import type { Participant } from '../engine/participants.js';
import { realWeights } from '../weights/real-weights.js';
import type { Accuracy } from './compare.js';
import { judge } from './judge.js';
import { ourModel, type ScoredModel } from './models.js';
import { PIECES, plainText } from './text.js';

const KEPT = join(checkoutRoot, '.cache', 'bench', 'accuracy.json');

/** What each participant's form of the weights costs; measured once for a model, a text and a processor, unless `anew`. */
export async function accuracies<P extends Participant>(
  participants: readonly P[],
  { anew = false, find = realWeights, pieces = PIECES } = {},
): Promise<(P & { readonly accuracy: Accuracy })[]> {
  const { checkpoint } = await find();
  const texts = await plainText(checkpoint, pieces);
  const known = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, Accuracy>) : {};
  const fresh = new Set<string>();
  const rated: (P & { accuracy: Accuracy })[] = [];
  for (const participant of participants) {
    const model = await participant.model();
    const key = keyOf(model, texts);
    if (!known[key] || (anew && !fresh.has(key))) {
      known[key] = await judge(model, await ourModel(checkpoint, 'fp32'), texts);
      fresh.add(key);
      process.stderr.write(`${participant.name}: perplexity ${known[key].perplexity.toFixed(4)}\n`);
      await keep(known);
    }
    rated.push({ ...participant, accuracy: known[key] });
  }
  return rated;
}

/** A file that was made anew is another one. */
function keyOf(model: ScoredModel, texts: readonly (readonly number[])[]): string {
  const text = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 8);
  const runner = model.engine === 'llama.cpp' ? model.packagePath : '';
  return [model.path, statSync(model.path).mtimeMs, runner, text, cpus()[0]!.model].join(' ');
}

async function keep(known: Record<string, Accuracy>): Promise<void> {
  await mkdir(dirname(KEPT), { recursive: true });
  await writeFile(KEPT, JSON.stringify(known, null, 1));
}
