import Table from 'cli-table3';
import type { EngineDtype } from '../../../src/model/runner.js';
import { type Participant, participants } from '../engine/participants.js';
import { realWeights } from '../weights/real-weights.js';
import { continuations, NEW_TOKENS, sharedTokens } from './continuations.js';
import { accuracies } from './kept.js';
import { plainText } from './text.js';

/** What each form of the weights costs, measured anew; float32 first. */
export async function showAccuracies(dtypes: readonly EngineDtype[], only: RegExp): Promise<void> {
  const forms = dtypes.filter((dtype) => dtype !== 'fp32');
  const float32 = participants(['fp32'], /^ours/);
  const peers = participants(['fp32'], only).filter(({ side }) => side !== 'ours');
  const judged = await accuracies([...float32, ...peers, ...participants(forms, only)], { anew: true });
  const texts = await plainText((await realWeights()).checkpoint);
  const expected = await continuations(float32[0]!, texts);
  const head = ['', 'perplexity', '÷ float32’s', 'same best token', 'same continuation', 'divergence, %'];
  const table = new Table({ head });
  for (const participant of judged) {
    const { perplexity, ratio, agreement, divergence } = participant.accuracy;
    const shared = sharedTokens(expected, await continuations(participant, texts));
    table.push([
      participant.name,
      perplexity.toFixed(4),
      ratio.toFixed(4),
      `${(100 * agreement).toFixed(1)} %`,
      `${shared.toFixed(1)} of ${NEW_TOKENS}`,
      Math.max(0, 100 * divergence).toFixed(2), // what rounding leaves of nothing may be less
    ]);
  }
  console.log(`${titleOf(judged)}\n${table}\n${LEGEND}`);
}

const titleOf = ([first]: readonly (Participant & { accuracy: { tokens: number } })[]): string =>
  `SmolLM2-135M-Instruct, ${first!.accuracy.tokens} tokens of plain English, against the same weights in float32`;

const LEGEND = `same best token: share of places of the text where the most likely next token is float32's
same continuation: tokens before the first other one when 32 pieces of the text are continued greedily, mean
divergence: mean Kullback-Leibler divergence from float32's predictions, hundredths of a nat`;
