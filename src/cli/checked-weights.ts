import { qualityText } from '../model/quality.js';
import type { CheckedGraph } from '../model/quality-record.js';
import { areDamaged, DAMAGED_BEYOND } from '../results/weights.js';

/** A line for each quantised graph of the cache: what it lost, or why nobody knows. */
export const checkedWeightsLines = (graphs: readonly CheckedGraph[]): Record<string, string> =>
  Object.fromEntries(
    graphs.map((graph) => [
      `${graph.model} ${graph.modelHash.slice(0, 8)} ${graph.dtype}`,
      `${qualityText(graph.dtype, graph)}${areDamaged(graph.ratio) ? `: damaged, beyond ${DAMAGED_BEYOND}` : ''}`,
    ]),
  );
