/** Every sentence of the answers about ways of serving, and what its numbers must be by the table and the rows. */
import * as assert from 'uvu/assert';
import type { Cell } from '../../src/analysis/ways/cell.js';
import type { Matrix } from '../../src/analysis/ways/matrix.js';
import { summaryTable } from '../../src/analysis/ways/summary.js';
import type { LogRow } from '../../src/results/schema.js';
import { familyLabel, wayKey, wayPhrase } from '../../src/ways.js';
import { type Bounds, type Of, pairedAbout, passes } from './reference.js';
import { readAmount, type Template } from './template.js';

export interface Told {
  readonly rows: readonly LogRow[];
  /** The table that the reader sees, and the same as numbers. */
  readonly table: readonly Record<string, string>[];
  readonly cells: readonly Cell[];
  readonly measured: Matrix;
}

export const told = (rows: readonly LogRow[], measured: Matrix): Told => ({
  rows,
  table: summaryTable(measured.cells),
  cells: measured.cells,
  measured,
});

type Column = 'first token' | 'whole answer' | 'throughput' | 'peak memory' | 'wasted';
type Name = keyof Of & keyof Cell;

const isCalled = (phrase: string) => (cell: Cell) => wayPhrase(cell.way) === phrase.toLowerCase();
function cellOf({ cells }: Told, phrase: string): Cell {
  const cell = cells.find(isCalled(phrase));
  assert.ok(cell, `the table has no ${phrase}`);
  return cell!;
}

const value = (told: Told, phrase: string, name: Name): number => {
  const interval = cellOf(told, phrase)[name];
  assert.ok(interval, `the table has no ${name} of ${phrase}`);
  return (interval as Bounds).estimate;
};

/** A number as it is printed: right to half a unit of its last digit. */
export function prints(text: string, expected: number, what: string): void {
  const [, decimals = ''] = /\.(\d+)/.exec(text) ?? [];
  const exponent = Number(/e(-?\d+)$/.exec(text)?.[1] ?? 0);
  const unit = 10 ** (exponent - decimals.length);
  const off = Math.abs(Number(text) - expected);
  assert.ok(
    off <= 0.5 * unit * (1 + 1e-6) + 1e-9 * Math.abs(expected),
    `${what}: ${text} is not ${expected}`,
  );
}

/** The text of a cell of the table, to the letter. */
function fromTable(told: Told, phrase: string, column: Column, text: string): void {
  const place = told.cells.findIndex(isCalled(phrase));
  // beside the first token stands when the model made it
  assert.is(told.table[place]?.[column]?.split(', made ')[0], text, `${column} of ${phrase}`);
}

function bounded(text: string, { estimate, low, high, n }: Bounds): void {
  const printed = readAmount(text);
  prints(printed.estimate, estimate, 'estimate');
  if (low === null || high === null) {
    assert.is(printed.n, n, 'blocks behind it');
    return;
  }
  prints(printed.low!, low, 'lower bound');
  prints(printed.high!, high, 'upper bound');
}

/** Quotient of two numbers of the table, bounds by the pairs of the rows. */
function ratio(told: Told, way: string, base: string, name: Name): Bounds {
  const quotient = value(told, way, name) / value(told, base, name);
  const [a, b] = [cellOf(told, way).way, cellOf(told, base).way];
  const paired = pairedAbout(quotient, told.rows, a, b, (of) => of[name]);
  assert.ok(paired, `no block holds the ${name} of ${way} and ${base}`);
  return paired!;
}

const turned = ({ estimate, low, high, n }: Bounds): Bounds => ({
  estimate: 1 / estimate,
  low: high === null ? null : 1 / high,
  high: low === null ? null : 1 / low,
  n,
});

const MORE = ['later', 'higher'];

/** "2.10× (…) later", with the word that the interval allows. */
function effect(told: Told, way: string, base: string, name: Name, text: string, word: string): void {
  const measured = ratio(told, way, base, name);
  const shown = MORE.includes(word) ? measured : turned(measured);
  bounded(text, shown);
  assert.ok(shown.low! > 1 && shown.estimate > 1.05, `${word}, by ${text}`);
}

function same(told: Told, way: string, base: string, name: Name, text: string): void {
  const measured = ratio(told, way, base, name);
  bounded(text, measured);
  assert.ok(measured.low! >= 1 / 1.05 && measured.high! <= 1.05, `the same, by ${text}`);
}

function difference(told: Told, way: string, base: string, name: Name, text: string, sign = 1): void {
  const { low, high, n } = ratio(told, way, base, name);
  const [a, b] = [value(told, way, name), value(told, base, name)];
  const bound = (times: number | null) => (times === null ? null : sign * b * (times - 1));
  const [down, up] = sign > 0 ? [low, high] : [high, low];
  bounded(text, { estimate: sign * (a - b), low: bound(down), high: bound(up), n });
}

const highest = (cells: readonly Cell[]) =>
  Math.max(...cells.map(({ throughputTps }) => throughputTps?.estimate ?? 0));
const isHighest = (told: Told, phrase: string, among: readonly Cell[]) =>
  assert.is(value(told, phrase, 'throughputTps'), highest(among), `${phrase} is the highest`);

const batches = ({ cells }: Told) => cells.filter(({ way }) => wayKey(way).startsWith('batch-static'));
const continuous = ({ cells }: Told) =>
  cells.filter(({ way }) => wayKey(way).startsWith('stream-continuous'));
const familyOf = ({ cells }: Told, label: string) =>
  cells.filter(({ way }) => familyLabel(way).toLowerCase() === label.toLowerCase());

/** Ways that were decided to be above streaming, after the correction. */
const surelyAbove = ({ measured }: Told, name: Name, among: readonly Cell[]) =>
  among.filter(({ way }) =>
    measured.comparisons.some(
      (made) =>
        made.metric === name &&
        made.decision === 'greater' &&
        wayKey(made.way) === wayKey(way) &&
        made.base === measured.streaming!.way,
    ),
  );

const comparableSizes = (told: Told) =>
  batches(told).filter(({ throughputTps, way }) => {
    const { rows, measured } = told;
    return throughputTps && pairedAbout(1, rows, way, measured.streaming!.way, (of) => of.throughputTps);
  });

/** "4", "2 and 4", "2, 4 and 8". */
const sizes = (text: string) => text.split(/, | and /).map(Number);

function sureSizes(told: Told, text: string): void {
  const sure = surelyAbove(told, 'throughputTps', batches(told)).map(({ way }) => way.batchSize);
  assert.equal(sizes(text), sure, 'the sizes that are surely faster');
  for (const size of sure) {
    const { low } = ratio(told, `a batch of ${size}`, 'streaming', 'throughputTps');
    assert.ok(low! > 1);
  }
}

type Point = readonly [size: number, ratio: Bounds];

/** A crossover by its estimate and by the edges of its intervals. */
function crosses(points: readonly Point[], at: string, edges: string): void {
  prints(at, passes(points.map(([size, { estimate }]) => [size, estimate]))!, 'crossover');
  const known = points.every(([, { low }]) => low !== null);
  const edge = (which: 'low' | 'high') =>
    known ? passes(points.map(([size, bounds]) => [size, bounds[which]!])) : null;
  const [first, last] = [edge('high'), edge('low')];
  if (edges === 'its interval goes beyond the sizes measured') {
    assert.equal([first, last], [null, null]);
    return;
  }
  for (const [text, bound] of [
    [edges.split('–')[0]!, first],
    [edges.split('–')[1]!, last],
  ] as const) {
    if (text === 'beyond what was measured') assert.is(bound, null);
    else prints(text, bound!, 'edge of the crossover');
  }
}

const speedPoints = (told: Told): Point[] =>
  comparableSizes(told).map(({ way }) => [
    way.batchSize,
    ratio(told, wayPhrase(way), 'streaming', 'throughputTps'),
  ]);

/** The average first token of N in a line over the end of a batch of N. */
function linePoints(told: Told): Point[] {
  const { rows } = told;
  const streaming = cellOf(told, 'streaming');
  return batches(told).flatMap(({ way, firstSeenMs }) => {
    const wait = (of: Of) =>
      of.firstSeenMs === null || of.latencyMs === null
        ? null
        : of.firstSeenMs + ((way.batchSize - 1) / 2) * of.latencyMs;
    const alone = wait({
      firstSeenMs: streaming.firstSeenMs?.estimate ?? null,
      latencyMs: streaming.latencyMs?.estimate ?? null,
      throughputTps: null,
      peakMb: null,
    });
    if (alone === null || !firstSeenMs) return [];
    const paired = pairedAbout(
      alone / firstSeenMs.estimate,
      rows,
      streaming.way,
      way,
      wait,
      (of) => of.firstSeenMs,
    );
    return paired ? [[way.batchSize, paired] as const] : [];
  });
}

const LINE = 'If N requests come at the same moment and are served one by one, the average first token';
const METRICS: Readonly<Record<string, Name>> = {
  'the first token': 'firstSeenMs',
  'the whole answer': 'latencyMs',
  throughput: 'throughputTps',
  'peak memory': 'peakMb',
};
const NO_THROUGHPUT =
  'no block holds a throughput of streaming and of another way (only trials all of whose requests ended ok have one)';

const noThroughput = (told: Told) =>
  assert.not.ok(
    [...batches(told), ...continuous(told)].some(
      ({ way, throughputTps }) =>
        throughputTps &&
        pairedAbout(1, told.rows, way, told.measured.streaming!.way, (of) => of.throughputTps),
    ),
    'there is a throughput',
  );

const holds = ({ cells }: Told, list: string) =>
  assert.is(list, cells.map(({ way }) => wayPhrase(way)).join(', '));

/** Each with every wording it has. */
export const SENTENCES: readonly Template<Told>[] = [
  {
    text: 'Cannot tell: the log holds {list}, but not [a batch|streaming one by one]. Run `npx streambatch run` to measure both.',
    check: (told, list) => holds(told, list!),
  },
  {
    text: 'Cannot tell whether [the first token|the whole answer|throughput|peak memory] is [later|higher] or [sooner|lower] with {way} than with {way}: {times}.',
    check: (told, metric, _more, _less, way, base, text) =>
      bounded(text!, ratio(told, way!, base!, METRICS[metric!]!)),
  },
  {
    text: 'Streaming shows its first token after {ms}; {way} shows nothing before {ms}, {times} [later|sooner].',
    check: (told, soon, way, late, text, word) => {
      fromTable(told, 'streaming', 'first token', soon!);
      fromTable(told, way!, 'first token', late!);
      effect(told, way!, 'streaming', 'firstSeenMs', text!, word!);
    },
  },
  {
    text: 'Streaming shows its first token after {ms}; {way} shows nothing before {ms}, the same within 5 % ({times}).',
    check: (told, soon, way, late, text) => {
      fromTable(told, 'streaming', 'first token', soon!);
      fromTable(told, way!, 'first token', late!);
      same(told, way!, 'streaming', 'firstSeenMs', text!);
    },
  },
  {
    text: 'Once its turn has come, a whole answer takes {ms} when streamed and {ms} in {way}, {times} [later|sooner].',
    check: (told, alone, together, way, text, word) => {
      fromTable(told, 'streaming', 'whole answer', alone!);
      fromTable(told, way!, 'whole answer', together!);
      effect(told, way!, 'streaming', 'latencyMs', text!, word!);
    },
  },
  {
    text: 'Once its turn has come, a whole answer takes {ms} when streamed and {ms} in {way}, the same within 5 % ({times}).',
    check: (told, alone, together, way, text) => {
      fromTable(told, 'streaming', 'whole answer', alone!);
      fromTable(told, way!, 'whole answer', together!);
      same(told, way!, 'streaming', 'latencyMs', text!);
    },
  },
  {
    text: 'No batch measured here is surely faster than streaming: with {way} throughput is {times} [higher|lower].',
    check: (told, way, text, word) => {
      assert.equal(surelyAbove(told, 'throughputTps', batches(told)), []);
      effect(told, way!, 'streaming', 'throughputTps', text!, word!);
    },
  },
  {
    text: 'No batch measured here is surely faster than streaming: with {way} throughput is the same within 5 % ({times}).',
    check: (told, way, text) => {
      assert.equal(surelyAbove(told, 'throughputTps', batches(told)), []);
      same(told, way!, 'streaming', 'throughputTps', text!);
    },
  },
  ...[
    'the most of {n} [size|sizes]',
    'the most of those surely faster ({way} gave {tps}, but whether it is faster cannot be told)',
  ].flatMap((rank): Template<Told>[] =>
    [
      'batches are faster at every size measured, surely at [a batch|batches] of {list}',
      'batches are faster surely at [a batch|batches] of {list}',
      'the two are equal at a batch of {n} ({edges}), and batches are faster surely at [a batch|batches] of {list}',
    ].map((begins) => ({
      text: `{way} gives {times} the throughput of streaming, ${rank}; ${begins}.`,
      check: (told, way, text, ...rest) => {
        effect(told, way!, 'streaming', 'throughputTps', text!, 'higher');
        const measured = batches(told).filter(({ throughputTps }) => throughputTps);
        if (rank.includes('{n}')) {
          assert.is(Number(rest[0]), measured.length);
          isHighest(told, way!, measured);
        } else {
          isHighest(told, rest[0]!, measured);
          fromTable(told, rest[0]!, 'throughput', rest[1]!);
          isHighest(told, way!, surelyAbove(told, 'throughputTps', batches(told)));
        }
        sureSizes(told, rest.at(-1)!);
        const points = speedPoints(told);
        if (begins.includes('every')) assert.ok(points.every(([, { estimate }]) => estimate >= 1));
        if (begins.includes('equal')) crosses(points, rest[2]!, rest[3]!);
      },
    })),
  ),
  {
    text: `${LINE} comes later than the whole answers of a batch of N once N exceeds {n} ({edges}).`,
    check: (told, at, edges) => crosses(linePoints(told), at!, edges!),
  },
  {
    text: `${LINE} comes now sooner, now later than the whole answers of a batch of N, as N grows: cannot tell from which N on.`,
    check: (told) => {
      const above = linePoints(told).map(([, { estimate }]) => estimate >= 1);
      assert.ok(above.lastIndexOf(false) > above.indexOf(true) && above.includes(true));
    },
  },
  {
    text: `${LINE} still comes before a batch of N ends, up to the largest N measured, {n}: {times} sooner there.`,
    check: (told, size, text) => {
      const points = linePoints(told);
      assert.ok(points.every(([, { estimate }]) => estimate < 1));
      assert.is(points.at(-1)![0], Number(size));
      bounded(text!, turned(points.at(-1)![1]));
    },
  },
  {
    text: `${LINE} comes about when a batch of N ends, at N = {n}: cannot tell which is sooner.`,
    check: (told, size) => {
      const points = linePoints(told);
      assert.ok(points.every(([, { estimate }]) => estimate < 1));
      assert.is(points.at(-1)![0], Number(size));
    },
  },
  {
    text: '{way}: each request streams, its first token after {ms}, at {times} the throughput of streaming one by one.',
    check: (told, way, seen, text) => {
      fromTable(told, way!, 'first token', seen!);
      bounded(text!, ratio(told, way!, 'streaming', 'throughputTps'));
    },
  },
  ...['{times} [later|sooner]', 'the same within 5 % ({times})'].map(
    (wording): Template<Told> => ({
      text: `Against {way}, {way} has {times} the throughput, and its first token is ${wording}.`,
      check: (told, base, way, speed, sight, word) => {
        bounded(speed!, ratio(told, way!, base!, 'throughputTps'));
        if (word) effect(told, way!, base!, 'firstSeenMs', sight!, word);
        else same(told, way!, base!, 'firstSeenMs', sight!);
      },
    }),
  ),
  { text: `Cannot tell which to use: ${NO_THROUGHPUT}.`, check: noThroughput },
  {
    text: 'Where continuous batching can be had, use it from {n} requests at once on: it streams and is faster than one by one.',
    check: (told, from) => {
      const [first] = surelyAbove(told, 'throughputTps', continuous(told));
      assert.is(first?.way.batchSize, Number(from));
    },
  },
  {
    text: 'Where continuous batching can be had, use it from {n} requests at once on: it streams and is faster than one by one. Without it, stream if a person waits; batch if nobody does and {n} or more requests are at hand.',
    check: (told, from, batch) => {
      const [first] = surelyAbove(told, 'throughputTps', continuous(told));
      assert.is(first?.way.batchSize, Number(from));
      assert.is(surelyAbove(told, 'throughputTps', batches(told))[0]?.way.batchSize, Number(batch));
    },
  },
  {
    text: 'Stream if a person waits; batch if nobody does and {n} or more requests are at hand.',
    check: (told, batch) =>
      assert.is(surelyAbove(told, 'throughputTps', batches(told))[0]?.way.batchSize, Number(batch)),
  },
  {
    text: 'Stream: no batch measured here was surely faster, and it shows its answers later.',
    check: (told) => {
      assert.equal(surelyAbove(told, 'throughputTps', batches(told)), []);
      assert.ok(surelyAbove(told, 'firstSeenMs', batches(told)).length > 0);
    },
  },
  { text: 'Cannot tell which to use: measure more repeats (`--repeats`).', check: () => {} },

  // what does speed cost in memory?
  {
    text: 'Cannot tell: it takes streaming and at least one other way of serving.',
    check: ({ measured, cells }) => assert.ok(!measured.streaming || cells.length < 2),
  },
  { text: `Cannot tell: ${NO_THROUGHPUT}.`, check: noThroughput },
  {
    text: 'Cannot tell: nothing measured here is surely faster than streaming one by one.',
    check: (told) => assert.equal(surelyAbove(told, 'throughputTps', told.cells), []),
  },
  ...[
    'the fastest',
    'the fastest of those surely faster than streaming ({way} gave more, but whether it is faster cannot be told)',
  ].flatMap((rank): Template<Told>[] => {
    const start = `{way} is ${rank}: {tps}, {times} that of streaming`;
    const begin = (told: Told, holes: readonly string[]): readonly string[] => {
      const [way, ...rest] = holes as [string];
      if (rank.includes('{way}')) {
        isHighest(told, rest.shift()!, told.cells);
        isHighest(told, way, surelyAbove(told, 'throughputTps', told.cells));
      } else isHighest(told, way, told.cells);
      fromTable(told, way, 'throughput', rest.shift()!);
      effect(told, way, 'streaming', 'throughputTps', rest.shift()!, 'higher');
      return rest;
    };
    return [
      {
        text: `${start}; what it takes in memory was not measured.`,
        check: (told, ...holes) => {
          begin(told, holes);
          const cell = cellOf(told, holes[0]!);
          const both = pairedAbout(1, told.rows, cell.way, told.measured.streaming!.way, (of) => of.peakMb);
          assert.not.ok(both && cell.peakMb);
        },
      },
      {
        text: `${start}; cannot tell whether its peak memory differs: {mib} more.`,
        check: (told, ...holes) => difference(told, holes[0]!, 'streaming', 'peakMb', begin(told, holes)[0]!),
      },
      {
        text: `${start}, and its peak memory is {mib} lower.`,
        check: (told, ...holes) =>
          difference(told, holes[0]!, 'streaming', 'peakMb', begin(told, holes)[0]!, -1),
      },
      {
        text: `${start}. Its peak memory is {mib} higher: {n} MiB for each additional token per second.`,
        check: (told, ...holes) => {
          const [more, each] = begin(told, holes);
          difference(told, holes[0]!, 'streaming', 'peakMb', more!);
          const rise = (name: Name) => value(told, holes[0]!, name) - value(told, 'streaming', name);
          prints(each!, rise('peakMb') / rise('throughputTps'), 'MiB for each token per second');
        },
      },
    ];
  }),
  { text: 'No smaller size was shown to give the same throughput within 5 %.', check: () => {} },
  ...['', ', for {mib} more than streaming'].map(
    (cost): Template<Told> => ({
      text: `{way} gives the same within 5 %${cost}: beyond it, memory buys no speed.`,
      check: (told, way, more) => {
        const best = surelyAbove(told, 'throughputTps', told.cells).reduce((a, b) =>
          b.throughputTps!.estimate > a.throughputTps!.estimate ? b : a,
        );
        same(told, wayPhrase(best.way), way!, 'throughputTps', reprinted(told, best, way!));
        if (more) difference(told, way!, 'streaming', 'peakMb', more);
      },
    }),
  ),

  // what does the way of serving do to resources?
  {
    text: 'Cannot tell: the log holds no memory and no count of computed tokens.',
    check: ({ cells }) => assert.ok(cells.every(({ peakMb }) => !peakMb)),
  },
  {
    text: "Loaded and warm, the model's process holds {mib}; while {way} runs it peaks at {mib}.",
    check: (told, loaded, way, peak) => {
      fromTable(told, way!, 'peak memory', peak!);
      prints(readAmount(loaded!).estimate, cellOf(told, way!).baselineMb!.estimate, 'baseline');
    },
  },
  ...['{times} [higher|lower] than', 'the same within 5 % ({times}) as'].map(
    (wording): Template<Told> => ({
      text: `With {way}, peak memory is ${wording} with streaming, a difference of {mib}.`,
      check: (told, way, text, ...rest) => {
        if (rest.length > 1) effect(told, way!, 'streaming', 'peakMb', text!, rest[0]!);
        else same(told, way!, 'streaming', 'peakMb', text!);
        difference(told, way!, 'streaming', 'peakMb', rest.at(-1)!);
      },
    }),
  ),
  ...['', ', for answers that had ended before the slowest of their batch'].map(
    (why): Template<Told> => ({
      text: `{way} throws away {pct} of the tokens it computes${why}.`,
      check: (told, way, share) => fromTable(told, way!, 'wasted', share!),
    }),
  ),
  {
    text: '{way} computes no token that it throws away.',
    check: (told, way) => assert.is(cellOf(told, way!).wastedShare!.estimate, 0),
  },

  // at what batch size?
  {
    text: 'Cannot tell: it takes two or more batch sizes of the same way of serving.',
    check: ({ cells }) =>
      assert.is(new Set(cells.map(({ way }) => familyLabel(way))).size, cells.length, 'families'),
  },
  {
    text: '{family}: cannot tell, fewer than two sizes have a throughput (trials all of whose requests ended ok).',
    check: (told, family) =>
      assert.ok(familyOf(told, family!).filter(({ throughputTps }) => throughputTps).length < 2),
  },
  {
    text: '{family}: the highest throughput was measured with {way}, and {way} reaches it within 5 %: the knee.',
    check: (told, family, best, knee) => {
      isHighest(told, best!, familyOf(told, family!));
      assert.ok(cellOf(told, knee!).way.batchSize < cellOf(told, best!).way.batchSize, 'a knee is smaller');
      const { low, high } = ratio(told, knee!, best!, 'throughputTps');
      assert.ok(low! >= 1 / 1.05 && high! <= 1.05);
    },
  },
  {
    text: '{family}: the highest throughput was measured with {way}; no smaller size was shown to reach it within 5 %.',
    check: (told, family, best) => isHighest(told, best!, familyOf(told, family!)),
  },
  {
    text: 'From {way} to {way}, throughput changes {times}: [a gain|a loss|no gain|cannot tell whether it pays].',
    check: (told, base, way, text, word) => {
      const measured = ratio(told, way!, base!, 'throughputTps');
      bounded(text!, measured);
      if (word === 'a gain') assert.ok(measured.low! > 1);
      if (word === 'a loss') assert.ok(measured.high! < 1);
      if (word === 'no gain') assert.ok(measured.low! >= 1 / 1.05 && measured.high! <= 1.05);
    },
  },
  {
    text: '{way} shows its first token no later than streaming alone does.',
    check: (told, way) => {
      const { high, estimate } = ratio(told, way!, 'streaming', 'firstSeenMs');
      assert.ok(high! <= 1.05 || (high! < 1 && estimate < 1));
    },
  },
];

/** The ratio of two ways as it would be printed: for a claim that two are the same without its number. */
function reprinted(told: Told, best: Cell, way: string): string {
  const { estimate, low, high } = ratio(told, wayPhrase(best.way), way, 'throughputTps');
  return `${estimate.toPrecision(6)}× (${low!.toPrecision(6)}–${high!.toPrecision(6)})`;
}
