import type { Interval } from '../../metrics/statistics/interval.js';
import { wayColor, wayLabel } from '../../ways.js';
import type { Figure } from '../display/figure.js';
import { mebibytes, tokensPerSecond } from '../format.js';
import type { Cell } from '../ways/cell.js';
import { barsNote, errorBars } from './error-bars.js';
import { hover } from './hover.js';
import { axis, layout, nameAxis, wayNames } from './theme.js';

interface Bar {
  readonly summary: Cell;
  readonly interval: Interval;
}

const known = (cells: readonly Cell[], of: (cell: Cell) => Interval | null): Bar[] =>
  cells.flatMap((summary) => {
    const interval = of(summary);
    return interval ? [{ summary, interval }] : [];
  });

/** "streaming 1350 tok/s (1240–1480)" of each. */
const told = (bars: readonly Bar[], write: (interval: Interval) => string): string[] =>
  bars.map(({ summary, interval }) => `${wayLabel(summary.way)} ${write(interval)}`);

const barsHeight = (bars: readonly unknown[]) => 130 + 40 * bars.length;

/** Tokens per second of all requests together, one bar a way. */
export function throughputBars(cells: readonly Cell[]): Figure {
  const bars = known(cells, ({ throughputTps }) => throughputTps);
  const ways = bars.map(({ summary }) => summary.way);
  const intervals = bars.map(({ interval }) => interval);
  return {
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: intervals.map(({ estimate }) => estimate),
        y: wayNames(ways),
        marker: { color: ways.map(wayColor) },
        error_x: errorBars(intervals),
        ...hover(told(bars, tokensPerSecond)),
      },
    ],
    layout: layout(axis('throughput (useful tokens/s)', { rangemode: 'tozero' }), nameAxis, {
      height: barsHeight(bars),
    }),
    alt: `Bar chart of throughput in useful tokens per second: ${told(bars, tokensPerSecond).join(', ')}.`,
    needs: 'trials all of whose requests ended ok, with `aggregate_tokens_per_sec`',
    caption: `Useful tokens of a trial over its makespan, prefill included. ${barsNote(intervals)}`,
  };
}

/** What the process holds before serving, and what serving adds at its peak. */
export function memoryBars(cells: readonly Cell[]): Figure {
  const bars = known(cells, ({ peakMb, baselineMb }) => (baselineMb ? peakMb : null));
  const ways = bars.map(({ summary }) => summary.way);
  const peaks = bars.map(({ interval }) => interval);
  const loaded = bars.map(({ summary }) => ({ summary, interval: summary.baselineMb! }));
  const baselines = loaded.map(({ interval }) => interval.estimate);
  const shared = { type: 'bar', orientation: 'h', y: wayNames(ways) } as const;
  return {
    data: [
      {
        ...shared,
        name: 'loaded and warm',
        x: baselines,
        marker: { color: '#bbb' },
        ...hover(told(loaded, mebibytes).map((text) => `${text} loaded and warm`)),
      },
      {
        ...shared,
        name: 'added at the peak',
        x: peaks.map(({ estimate }, i) => estimate - baselines[i]!),
        marker: { color: ways.map(wayColor) },
        error_x: errorBars(peaks),
        ...hover(told(bars, mebibytes).map((text) => `${text} at the peak`)),
      },
    ],
    layout: layout(axis('resident memory of the model process (MiB)'), nameAxis, {
      barmode: 'stack',
      height: barsHeight(bars) + 30,
    }),
    alt: `Stacked bar chart of memory in MiB, baseline and peak: ${told(loaded, mebibytes)
      .map((text, i) => `${text} and ${mebibytes(peaks[i]!)}`)
      .join(', ')}.`,
    needs: 'trials with `peak_memory_mb` and `baseline_memory_mb`',
    caption: `Grey: the process after load and warm-up; colour: what serving adds at its highest. ${barsNote(peaks)} The end of the bar is the peak.`,
  };
}
