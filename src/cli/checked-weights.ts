import { qualityText } from '../model/quality.js';
import type { CheckedGraph } from '../model/quality-record.js';
import { areDamaged, SOUND_RATIOS } from '../results/weights.js';

/** A line for each quantised graph of the cache: what it lost, or why nobody knows. */
export const checkedWeightsLines = (graphs: readonly CheckedGraph[]): Record<string, string> =>
  Object.fromEntries(
    graphs.map((graph) => [
      `${graph.modelHash.slice(0, 8)} ${graph.dtype}`,
      `${graph.model}, ${qualityText(graph.dtype, graph)}${areDamaged(graph.ratio) ? `: damaged, not within ${SOUND_RATIOS}` : ''}`,
    ]),
  );
