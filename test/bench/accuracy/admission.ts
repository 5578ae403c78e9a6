import type { Participant } from '../participants.js';
import type { Accuracy } from './compare.js';
import { accuracies } from './kept.js';

/** Perplexity over float32's beyond which a model is no longer the same one, however fast it is. */
export const WORST_RATIO = 1.25;

/** Those whose answers are worth their speed; the others are named in a line. */
export async function admitted<P extends Participant>(
  participants: readonly P[],
): Promise<(P & { readonly accuracy: Accuracy })[]> {
  const all = await accuracies(participants);
  const beyond = all.filter(({ accuracy }) => accuracy.ratio > WORST_RATIO);
  const names = beyond.map(({ name, accuracy }) => `${name} (${accuracy.ratio.toFixed(3)})`);
  if (names.length > 0)
    console.log(
      `left out, as their perplexity is more than ${WORST_RATIO} times float32's: ${names.join(', ')}`,
    );
  return all.filter((participant) => !beyond.includes(participant));
}
