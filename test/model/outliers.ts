import { TINY, type TinyCheckpoint, withTinyCheckpoint } from './tiny-checkpoint.js';

/** Places of the hidden states, and inner channels of the feed-forwards, that are about 100 times the others. */
const HIDDEN_OUTLIERS = [3, 40];
const INNER_OUTLIERS = [5, 30];
const FACTOR = 100;

/** As real models have them: a few channels far larger than the others, and read with weights as much smaller. */
function makeOutliers(name: string, values: Float32Array): void {
  const scaleColumns = (columns: number, places: readonly number[], factor: number) => {
    for (let row = 0; row < values.length; row += columns)
      for (const place of places) values[row + place]! *= factor;
  };
  const scaleRows = (columns: number, places: readonly number[], factor: number) => {
    for (const place of places)
      for (let i = place * columns; i < (place + 1) * columns; i++) values[i]! *= factor;
  };
  const { hidden_size: hidden, intermediate_size: inner } = TINY;
  if (name.includes('embed_tokens')) scaleColumns(hidden, HIDDEN_OUTLIERS, FACTOR);
  if (name.endsWith('norm.weight')) values.set(values.map((value) => 2 * value)); // they shrink the others
  if (/(q|k|v|gate|up)_proj.weight|lm_head/.test(name)) scaleColumns(hidden, HIDDEN_OUTLIERS, 1 / FACTOR);
  if (name.includes('up_proj')) scaleRows(hidden, INNER_OUTLIERS, FACTOR);
  if (name.includes('down_proj')) scaleColumns(inner, INNER_OUTLIERS, 1 / FACTOR);
}

/** Runs `use` with a checkpoint that has outlier channels. */
export const withOutliers = (use: (checkpoint: TinyCheckpoint) => Promise<void>): Promise<void> =>
  withTinyCheckpoint({}, use, { change: makeOutliers });
