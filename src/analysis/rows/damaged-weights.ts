import { groupBy } from '../../group-by.js';
import type { LogRow } from '../../results/schema.js';
import { areDamaged, SOUND_RATIOS } from '../../results/weights.js';
import { counted, digits } from '../format.js';

/** One sentence for each model and dtype that is no longer the model it was made from. */
export function damagedWeights(rows: readonly LogRow[]): string[] {
  const damaged = rows.filter((row) => areDamaged(row.perplexity_ratio));
  const groups = groupBy(damaged, ({ model_id, dtype }) => `${dtype} weights of ${model_id}`);
  return [...groups].map(([weights, group]) => {
    const ratio = digits(group[0]!.perplexity_ratio!);
    return (
      `The ${weights} have ${ratio} times float32's perplexity, where ${SOUND_RATIOS} is still the same model: ` +
      `what is measured here is not its speed (${counted(group.length, 'row')} flagged "weights-damaged"; kept).`
    );
  });
}
