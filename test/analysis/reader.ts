/** What a sentence may say of ways of serving, checked against the table and the rows, and against what other sentences said. */
import * as assert from 'uvu/assert';
import type { Cell } from '../../src/analysis/ways/cell.js';
import type { Matrix } from '../../src/analysis/ways/matrix.js';
import { summaryTable } from '../../src/analysis/ways/summary.js';
import type { LogRow } from '../../src/results/schema.js';
import { familyLabel, wayKey, wayPhrase } from '../../src/ways.js';
import { type Bounds, type Of, pairedAbout, passes } from './reference.js';
import { readAmount } from './template.js';

export interface Told {
  readonly rows: readonly LogRow[];
  /** The table that the reader sees, and the same as numbers. */
  readonly table: readonly Record<string, string>[];
  readonly cells: readonly Cell[];
  readonly measured: Matrix;
  /** What was said of two ways by a metric: no other sentence may say otherwise. */
  readonly claims: Map<string, Claim>;
  /** Repeats that were said to settle something. */
  readonly repeats: Set<number>;
}

/** What a sentence says of a way against another. */
export type Claim =
  | 'more'
  | 'less'
  | 'same'
  | 'surely more'
  | 'surely less'
  | 'probably more'
  | 'probably less'
  | 'unknown';

export const told = (rows: readonly LogRow[], measured: Matrix): Told => ({
  rows,
  table: summaryTable(measured.cells),
  cells: measured.cells,
  measured,
  claims: new Map(),
  repeats: new Set(),
});

const COLUMNS = {
  'first token': 'firstSeenMs',
  'whole answer': 'latencyMs',
  throughput: 'throughputTps',
  'peak memory': 'peakMb',
  wasted: 'wastedShare',
} as const;
type Column = keyof typeof COLUMNS;
export type Name = keyof Of & keyof Cell;

const isCalled = (phrase: string) => (cell: Cell) => wayPhrase(cell.way) === phrase.toLowerCase();
export function cellOf({ cells }: Told, phrase: string): Cell {
  const cell = cells.find(isCalled(phrase));
  assert.ok(cell, `the table has no ${phrase}`);
  return cell!;
}

export const value = (told: Told, phrase: string, name: Name): number => {
  const interval = cellOf(told, phrase)[name];
  assert.ok(interval, `the table has no ${name} of ${phrase}`);
  return (interval as Bounds).estimate;
};

/** Is a printed number near enough, where it may be off by `slack`? */
export function near(shown: number, truth: number, slack: number, what: string): void {
  assert.ok(
    Math.abs(shown - truth) <= slack + 1e-9 * Math.max(1, Math.abs(truth)),
    `${what}: ${shown} is not ${truth}`,
  );
}

/** Half a unit of the last of so many significant digits. */
export const halfUnit = (value: number, digits: number): number =>
  value === 0 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - digits);

/**
 * How far rounding may move the ends and the middle of an interval: a quarter of its half width, or its third digit;
 * without bounds the second.
 */
export const slackOf = ({ estimate, low, high }: Omit<Bounds, 'n'>): number =>
  low === null || high === null
    ? halfUnit(estimate, 2)
    : Math.max(Math.max(high - estimate, estimate - low) / 4, halfUnit(estimate, 3));

/** What is left of a difference of equals: all of its digits are rounding. */
const ROUNDING = 1e-12;

/**
 * An amount says what is known, by the rule that a report gives: "about" where the interval is wider than a quarter of the
 * estimate to a side, the interval alone where it is wider than the estimate.
 */
export function bounded(text: string, { estimate, low, high }: Bounds, factor = unitOf(text)): void {
  const shown = readAmount(text);
  if (low === null || high === null) {
    assert.ok(shown.about && shown.low === null, `${text}: there is no interval`);
    near(shown.estimate! / factor, estimate, halfUnit(estimate, 2), text);
    return;
  }
  const half = Math.max(high - estimate, estimate - low);
  if (Math.abs(estimate) + half < ROUNDING) {
    near(shown.estimate!, 0, ROUNDING, text);
    return;
  }
  if (shown.estimate === null) {
    assert.ok(half > Math.abs(estimate), `${text}: narrow enough for an estimate`);
    near(shown.low! / factor, low, halfUnit(low, 2), text);
    near(shown.high! / factor, high, halfUnit(high, 2), text);
    return;
  }
  assert.is(shown.about, half > Math.abs(estimate) / 4, `${text}: about`);
  const slack = slackOf({ estimate, low, high });
  near(shown.estimate / factor, estimate, slack, text);
  if (shown.about) return;
  near((shown.low ?? shown.estimate) / factor, low, slack, text);
  near((shown.high ?? shown.estimate) / factor, high, slack, text);
}

/** Printed over measured: times are measured in ms, shares as such. */
const unitOf = (text: string): number => (/\ds| s\b/.test(text) ? 1e-3 : text.includes('%') ? 100 : 1);

/** The text of a cell of the table, to the letter, and its numbers. */
export function fromTable(told: Told, phrase: string, column: Column, text: string): void {
  const place = told.cells.findIndex(isCalled(phrase));
  // beside the first token stands when the model made it
  assert.is(told.table[place]?.[column]?.split(', made ')[0], text, `${column} of ${phrase}`);
  bounded(text, told.cells[place]![COLUMNS[column]]!);
}

/** Remembers what was said, under one name for both directions; another sentence must have said the same. */
export function claim({ claims }: Told, way: string, base: string, name: Name, said: Claim): void {
  const [first, second] = [way, base].map((phrase) => phrase.toLowerCase()).sort() as [string, string];
  const turned = said.includes('more') ? said.replace('more', 'less') : said.replace('less', 'more');
  const value = first === way.toLowerCase() ? said : (turned as Claim);
  const key = `${name} of ${first} against ${second}`;
  assert.is(value, claims.get(key) ?? value, key);
  claims.set(key, value);
}

/** Quotient of two numbers of the table, bounds by the pairs of the rows. */
export function ratio(told: Told, way: string, base: string, name: Name): Bounds {
  const quotient = value(told, way, name) / value(told, base, name);
  const [a, b] = [cellOf(told, way).way, cellOf(told, base).way];
  const paired = pairedAbout(quotient, told.rows, a, b, (of) => of[name]);
  assert.ok(paired, `no block holds the ${name} of ${way} and ${base}`);
  return paired!;
}

export const turned = ({ estimate, low, high, n }: Bounds): Bounds => ({
  estimate: 1 / estimate,
  low: high === null ? null : 1 / high,
  high: low === null ? null : 1 / low,
  n,
});

const MORE = ['later', 'higher'];

/** "2.1× (…) later", with the word that the interval allows. */
export function effect(told: Told, way: string, base: string, name: Name, text: string, word: string): void {
  const measured = ratio(told, way, base, name);
  const shown = MORE.includes(word) ? measured : turned(measured);
  bounded(text, shown);
  assert.ok(shown.low! > 1 && shown.estimate > 1.05, `${word}, by ${text}`);
  claim(told, way, base, name, MORE.includes(word) ? 'more' : 'less');
}

export function same(told: Told, way: string, base: string, name: Name): void {
  const { low, high } = ratio(told, way, base, name);
  assert.ok(low! >= 1 / 1.05 && high! <= 1.05, `the same: ${low}–${high}`);
  claim(told, way, base, name, 'same');
}

/** A side without a size that matters, or not sure: the interval excludes 1. */
export function leans(
  told: Told,
  way: string,
  base: string,
  name: Name,
  how: 'surely' | 'probably',
  [word, text, settling]: readonly [word: string, text: string, settling: string],
): void {
  const measured = ratio(told, way, base, name);
  const shown = MORE.includes(word) ? measured : turned(measured);
  bounded(text, shown);
  assert.ok(shown.low! > 1 && shown.high! > 1.05, `${how} ${word}, by ${text}`);
  if (how === 'surely') assert.ok(shown.estimate <= 1.05, `${word}, and by more than 5 %`);
  settles(told, settling, measured);
  claim(told, way, base, name, `${how} ${MORE.includes(word) ? 'more' : 'less'}`);
}

/** What would settle a comparison: more repeats than there are. */
export function settles({ repeats }: Told, text: string, { n }: Bounds): void {
  const found = /about (\d+) repeats would settle it \((\d+) so far\)/.exec(text);
  if (!found) return;
  assert.is(Number(found[2]), n);
  assert.ok(Number(found[1]) > n, text);
  repeats.add(Number(found[1]));
}

/** Nothing is known: the interval holds 1 and more than what is the same, or there is none. */
export function open(told: Told, way: string, base: string, name: Name): Bounds {
  const measured = ratio(told, way, base, name);
  const { low, high } = measured;
  if (low !== null && high !== null) {
    assert.ok(low <= 1 && high >= 1, 'the interval excludes 1');
    assert.ok(low < 1 / 1.05 || high > 1.05, 'the same');
  }
  claim(told, way, base, name, 'unknown');
  return measured;
}

export function difference(told: Told, way: string, base: string, name: Name, text: string, sign = 1): void {
  const { low, high, n } = ratio(told, way, base, name);
  const [a, b] = [value(told, way, name), value(told, base, name)];
  const bound = (times: number | null) => (times === null ? null : sign * b * (times - 1));
  const [down, up] = sign > 0 ? [low, high] : [high, low];
  bounded(text, { estimate: sign * (a - b), low: bound(down), high: bound(up), n });
}

const highest = (cells: readonly Cell[]) =>
  Math.max(...cells.map(({ throughputTps }) => throughputTps?.estimate ?? 0));
export const isHighest = (told: Told, phrase: string, among: readonly Cell[]) =>
  assert.is(value(told, phrase, 'throughputTps'), highest(among), `${phrase} is the highest`);

export const batches = ({ cells }: Told) => cells.filter(({ way }) => wayKey(way).startsWith('batch-static'));
export const continuous = ({ cells }: Told) =>
  cells.filter(({ way }) => wayKey(way).startsWith('stream-continuous'));
/** Words of a price: its metric, and whether more of it is a cost (1) or a gain (−1). */
const PRICES = [
  [/^costs (.*) of the throughput$/i, 'throughputTps', 1],
  [/^gives (.*) more throughput$/i, 'throughputTps', -1],
  [/^adds (.*) to the time of an answer$/i, 'latencyMs', 1],
  [/^saves (.*) of the time of an answer$/i, 'latencyMs', -1],
] as const;

/** What a sentence says that streaming costs, held against the rows; `how` stands before the side that it claims. */
export function priced(
  told: Told,
  at: string,
  text: string,
  allows: (share: Bounds) => boolean,
  how: '' | 'surely ' | 'probably ' | 'same' | 'unknown',
): Bounds {
  const [pattern, name, sign] = PRICES.find(([words]) => words.test(text))!;
  const { streamed, whole } = servedBothWays(told, Number(/\d+/.exec(at)?.[0] ?? 1));
  const share = priceOf(ratio(told, whole, streamed, name), name, sign);
  bounded(pattern.exec(text)![1]!, share);
  assert.ok(allows(share), `${at}, ${text}: ${share.low}–${share.high}`);
  const side = (name === 'throughputTps') === sign > 0 ? 'more' : 'less';
  claim(told, whole, streamed, name, how === 'same' || how === 'unknown' ? how : `${how}${side}`);
  return share;
}

/** Phrases of streams and of whole answers, so many at once. */
function servedBothWays({ cells }: Told, size: number): { streamed: string; whole: string } {
  const alike = cells.filter(({ way }) => way.batchSize === size);
  const phrase = (...keys: string[]) => wayPhrase(alike.find(({ way }) => keys.includes(wayKey(way)))!.way);
  return size === 1
    ? { streamed: 'streaming', whole: phrase('batch-static-1', 'batch-sequential-1') }
    : { streamed: phrase(`stream-continuous-${size}`), whole: phrase(`batch-continuous-${size}`) };
}

/** A cost, or with −1 a gain, as a share of whole answers, from whole / streamed. */
function priceOf({ estimate, low, high, n }: Bounds, name: Name, sign: 1 | -1): Bounds {
  const of = (times: number) => sign * (name === 'throughputTps' ? 1 - 1 / times : 1 / times - 1);
  if (low === null || high === null) return { estimate: of(estimate), low, high, n };
  const [least, most] = [of(low), of(high)].sort((a, b) => a - b);
  return { estimate: of(estimate), low: least!, high: most!, n };
}

export const familyOf = ({ cells }: Told, label: string) =>
  cells.filter(({ way }) => familyLabel(way).toLowerCase() === label.toLowerCase());

/** Ways that were decided to be above streaming, after the correction. */
export const surelyAbove = ({ measured }: Told, name: Name, among: readonly Cell[]) =>
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

export function sureSizes(told: Told, text: string): void {
  const sure = surelyAbove(told, 'throughputTps', batches(told)).map(({ way }) => way.batchSize);
  assert.equal(sizes(text), sure, 'the sizes that are surely faster');
  for (const size of sure) {
    const { low } = ratio(told, `a batch of ${size}`, 'streaming', 'throughputTps');
    assert.ok(low! > 1);
    claim(told, `a batch of ${size}`, 'streaming', 'throughputTps', 'more');
  }
}

type Point = readonly [size: number, ratio: Bounds];

/** A crossover by its estimate and by the edges of its intervals. */
export function crosses(points: readonly Point[], text: string): void {
  const [, at, inside] = /^(?:about )?([\d.]+)(?: \((.*)\))?$/.exec(text)!;
  const size = passes(points.map(([of, { estimate }]) => [of, estimate]))!;
  const known = points.every(([, { low }]) => low !== null);
  const edge = (which: 'low' | 'high') =>
    known ? passes(points.map(([of, bounds]) => [of, bounds[which]!])) : null;
  const [low, high] = [edge('high'), edge('low')];
  if (low !== null && high !== null) {
    const [from, to] = inside?.split('–').map(Number) ?? [Number(at), Number(at)];
    const slack = slackOf({ estimate: size, low, high });
    near(Number(at), size, slack, text);
    near(from!, low, slack, text);
    near(to!, high, slack, text);
    return;
  }
  near(Number(at), size, halfUnit(size, 2), text);
  const words = /^at (least|most) ([\d.]+)$/.exec(inside!);
  if (!words) assert.is(inside, 'its interval goes beyond the sizes measured');
  else {
    const bound = (words[1] === 'least' ? low : high)!;
    near(Number(words[2]), bound, halfUnit(bound, 2), text);
  }
}

export const speedPoints = (told: Told): Point[] =>
  comparableSizes(told).map(({ way }) => [
    way.batchSize,
    ratio(told, wayPhrase(way), 'streaming', 'throughputTps'),
  ]);

/** The average first token of N in a line over the end of a batch of N. */
export function linePoints(told: Told): Point[] {
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
