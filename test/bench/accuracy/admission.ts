import { areDamaged, SOUND_RATIOS } from '../../../src/results/weights.js';
import type { Participant } from '../engine/participants.js';
import type { Accuracy } from './compare.js';
import { accuracies } from './kept.js';

/** Those whose answers are worth their speed; the others are named in a line. */
export async function admitted<P extends Participant>(
  participants: readonly P[],
): Promise<(P & { readonly accuracy: Accuracy })[]> {
  const all = await accuracies(participants);
  const beyond = all.filter(({ accuracy }) => areDamaged(accuracy.ratio));
  const names = beyond.map(({ name, accuracy }) => `${name} (${accuracy.ratio.toFixed(3)})`);
  if (names.length > 0)
    console.log(
      `left out, as their perplexity is not within ${SOUND_RATIOS} times float32's: ${names.join(', ')}`,
    );
  return all.filter((participant) => !beyond.includes(participant));
}
