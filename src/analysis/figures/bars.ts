import type { Interval } from '../../metrics/statistics/interval.js';
import { wayColor } from '../../ways.js';
import type { Figure } from '../display/figure.js';
import type { Cell } from '../ways/cell.js';
import { barsNote, errorBars } from './error-bars.js';
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
      },
    ],
    layout: layout(axis('throughput (useful tokens/s)', { rangemode: 'tozero' }), nameAxis, {
      height: barsHeight(bars),
    }),
    alt: `Bar chart of throughput in useful tokens per second: ${bars.map(({ summary, interval }) => `${wayNames([summary.way])} ${interval.estimate.toFixed(0)}`).join(', ')}.`,
    needs: 'trials all of whose requests ended ok, with `aggregate_tokens_per_sec`',
    caption: `Useful tokens of a trial over its makespan, prefill included. ${barsNote(intervals)}`,
  };
}

/** What the process holds before serving, and what serving adds at its peak. */
export function memoryBars(cells: readonly Cell[]): Figure {
  const bars = known(cells, ({ peakMb, baselineMb }) => (baselineMb ? peakMb : null));
  const ways = bars.map(({ summary }) => summary.way);
  const peaks = bars.map(({ interval }) => interval);
  const baselines = bars.map(({ summary }) => summary.baselineMb!.estimate);
  const shared = { type: 'bar', orientation: 'h', y: wayNames(ways) } as const;
  return {
    data: [
      { ...shared, name: 'loaded and warm', x: baselines, marker: { color: '#bbb' } },
      {
        ...shared,
        name: 'added at the peak',
        x: peaks.map(({ estimate }, i) => estimate - baselines[i]!),
        marker: { color: ways.map(wayColor) },
        error_x: errorBars(peaks),
      },
    ],
    layout: layout(axis('resident memory of the model process (MiB)'), nameAxis, {
      barmode: 'stack',
      height: barsHeight(bars) + 30,
    }),
    alt: `Stacked bar chart of memory in MiB, baseline and peak: ${bars.map(({ summary, interval }, i) => `${wayNames([summary.way])} ${baselines[i]!.toFixed(0)} and ${interval.estimate.toFixed(0)}`).join(', ')}.`,
    needs: 'trials with `peak_memory_mb` and `baseline_memory_mb`',
    caption: `Grey: the process after load and warm-up; colour: what serving adds at its highest. ${barsNote(peaks)} The end of the bar is the peak.`,
  };
}
