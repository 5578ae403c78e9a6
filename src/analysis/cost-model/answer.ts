import { mean } from 'simple-statistics';
import { type Answer, type Finding, found, unknown } from '../answers/finding.js';
import type { Opening } from '../answers/opening.js';
import { exact, percentage, time } from '../format.js';
import type { Explained } from './explain.js';
import { type CostModel, type Observation, type Prediction, predictAll } from './fit.js';

/** The smallest error that at least this share of the predictions stays within. */
function within(predictions: readonly Prediction[], share: number): number {
  const sizes = predictions.map(({ error }) => Math.abs(error)).sort((a, b) => a - b);
  return sizes[Math.ceil(share * sizes.length) - 1]!;
}

/** How near a share of the predictions comes to what was measured: the title of a figure of them. */
export function predictionTitle(what: string, { predictions }: Explained, share: number): string | undefined {
  if (predictions.length === 0) return undefined;
  const of = share === 0.5 ? 'Half' : `${exact(share * 100)} %`;
  return `${of} of the predictions of ${what} are within ${percentage(within(predictions, share))} of what was measured`;
}

/** How far predictions may be trusted: cross-validated, and on the batches that were kept apart. */
export function trustAnswer(
  costs: readonly (readonly [name: string, Explained])[],
  keptApart: {
    readonly size: number;
    readonly model: CostModel | null;
    readonly latencies: readonly Observation[];
  },
): Answer {
  return {
    question: 'How far may a prediction be trusted?',
    findings: [...costs.map(([name, explained]) => crossValidated(name, explained)), check(keptApart)],
  };
}

/** The trust in a prediction before everything else: of latency, and on batches that it had not seen. */
export function trustOpening({ findings }: Answer, ground: string): Opening {
  return { recommendation: findings[0]!, reasons: findings.slice(1), ground };
}

function crossValidated(name: string, { predictions, note }: Explained): Finding {
  if (predictions.length === 0) return unknown(`${name}: cannot tell. ${note ?? 'Nothing was predicted.'}`);
  const half = within(predictions, 0.5);
  return found(
    `${name} ${howWell(half)}: half of the predictions are within ${percentage(half)} of what was measured, 9 of 10 within ${percentage(within(predictions, 0.9))} (cross-validated, n = ${predictions.length}).`,
  );
}

/** In words, by the error that half of the predictions stay within. */
function howWell(error: number): string {
  if (error <= 0.1) return 'can be predicted';
  return error <= 0.25 ? 'can be predicted roughly' : 'is hard to predict';
}

function check({ size, model, latencies }: Parameters<typeof trustAnswer>[1]): Finding {
  if (latencies.length === 0) {
    return unknown(
      `the log holds no batch of ${size} to check against; record some with \`npx streambatch run --batch-sizes ${size}\`, or set STREAMBATCH_HOLDOUT to a size it holds.`,
    );
  }
  if (!model) return unknown(`batches of ${size}: there is no model to predict them with.`);
  const held = predictAll(model, latencies);
  const measured = mean(held.map(({ observation }) => observation.cost));
  const predicted = mean(held.map((one) => one.predicted));
  const off = `${percentage(Math.abs(predicted / measured - 1))} too ${predicted < measured ? 'low' : 'high'}`;
  return found(
    `batches of ${size}, never seen by the model: predicted ${time(predicted)} on average, measured ${time(measured)}: ${off} (n = ${held.length}); half of the single batches are within ${percentage(within(held, 0.5))}.`,
  );
}
