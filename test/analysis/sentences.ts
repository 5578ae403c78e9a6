/** Every sentence of the answers about ways of serving, and what its numbers must be by the table and the rows. */
import * as assert from 'uvu/assert';
import type { Cell } from '../../src/analysis/ways/cell.js';
import { familyLabel, wayPhrase } from '../../src/ways.js';
import {
  batches,
  bounded,
  cellOf,
  claim,
  continuous,
  crosses,
  difference,
  effect,
  familyOf,
  fromTable,
  halfUnit,
  isHighest,
  leans,
  linePoints,
  type Name,
  near,
  open,
  priced,
  ratio,
  same,
  settles,
  slackOf,
  speedPoints,
  surelyAbove,
  sureSizes,
  type Told,
  turned,
  value,
} from './reader.js';
import { pairedAbout } from './reference.js';
import { readAmount, type Template } from './template.js';

const LINE = 'If N requests come at the same moment and are served one by one, the average first token';
const METRICS: Readonly<Record<string, Name>> = {
  'the first token': 'firstSeenMs',
  'the whole answer': 'latencyMs',
  throughput: 'throughputTps',
  'peak memory': 'peakMb',
};
const METRIC = `[${Object.keys(METRICS).join('|')}]`;
const nameOf = (metric: string): Name => METRICS[metric.toLowerCase()]!;

const NO_THROUGHPUT =
  'no block holds a throughput of streaming and of another way (only trials all of whose requests ended ok have one)';

/** A block holds a throughput of this way and of streaming. */
const shares = ({ rows, measured }: Told, { way, throughputTps }: Cell): boolean =>
  throughputTps !== null &&
  pairedAbout(1, rows, way, measured.streaming!.way, (of) => of.throughputTps) !== null;

const noThroughput = (told: Told) =>
  assert.not.ok(
    [...batches(told), ...continuous(told)].some((cell) => shares(told, cell)),
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
    text: `Cannot tell whether ${METRIC} is [later|higher] or [sooner|lower] with {way} than with {way}: {times}; {settling}.`,
    check: (told, metric, _more, _less, way, base, text, settling) => {
      const measured = open(told, way!, base!, nameOf(metric!));
      const shown = readAmount(text!);
      const slack = slackOf(measured);
      near(shown.low!, measured.low!, slack, text!);
      near(shown.high!, measured.high!, slack, text!);
      settles(told, settling!, measured);
    },
  },
  {
    text: `Too few repeats to tell whether ${METRIC} is [later|higher] or [sooner|lower] with {way} than with {way}: {times} after {n}; {n} may do.`,
    check: (told, metric, _more, _less, way, base, text, n, enough) => {
      const measured = open(told, way!, base!, nameOf(metric!));
      bounded(text!, measured);
      assert.is(measured.low, null);
      assert.is(measured.n, Number(n));
      assert.ok(Number(enough) > measured.n);
      told.repeats.add(Number(enough));
    },
  },
  {
    text: `${METRIC} is probably [later|higher|sooner|lower] with {way} than with {way}, {times}; {settling}.`,
    check: (told, metric, word, way, base, text, settling) =>
      leans(told, way!, base!, nameOf(metric!), 'probably', [word!, text!, settling!]),
  },
  {
    text: `${METRIC} is [later|higher|sooner|lower] with {way} than with {way}, {times}, but whether by more than 5 % cannot be told; {settling}.`,
    check: (told, metric, word, way, base, text, settling) =>
      leans(told, way!, base!, nameOf(metric!), 'surely', [word!, text!, settling!]),
  },
  {
    text: 'With {way}, [the first token|throughput] is {times} [later|higher|sooner|lower] than with {way}.',
    check: (told, way, metric, text, word, base) => effect(told, way!, base!, nameOf(metric!), text!, word!),
  },
  {
    text: 'With {way}, [the first token|throughput] is the same within 5 % as with {way}.',
    check: (told, way, metric, base) => same(told, way!, base!, nameOf(metric!)),
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
    text: 'Streaming shows its first token after {ms}; {way} shows nothing before {ms}, the same within 5 %.',
    check: (told, soon, way, late) => {
      fromTable(told, 'streaming', 'first token', soon!);
      fromTable(told, way!, 'first token', late!);
      same(told, way!, 'streaming', 'firstSeenMs');
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
    text: 'Once its turn has come, a whole answer takes {ms} when streamed and {ms} in {way}, the same within 5 %.',
    check: (told, alone, together, way) => {
      fromTable(told, 'streaming', 'whole answer', alone!);
      fromTable(told, way!, 'whole answer', together!);
      same(told, way!, 'streaming', 'latencyMs');
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
    text: 'No batch measured here is surely faster than streaming: with {way} throughput is the same within 5 %.',
    check: (told, way) => {
      assert.equal(surelyAbove(told, 'throughputTps', batches(told)), []);
      same(told, way!, 'streaming', 'throughputTps');
    },
  },
  ...[
    'the most of {n} [size|sizes]',
    'the most of those surely faster ({way} gave {tps}, but is not surely faster)',
  ].flatMap((rank): Template<Told>[] =>
    [
      'every size measured gave more, surely at [a batch|batches] of {list}',
      'batches are faster surely at [a batch|batches] of {list}',
      'the two are equal at a batch of {crossing}, and batches are faster surely at [a batch|batches] of {list}',
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
        if (begins.includes('equal')) crosses(points, rest.at(-3)!);
      },
    })),
  ),
  {
    text: `${LINE} comes later than the whole answers of a batch of N once N exceeds {crossing}.`,
    check: (told, at) => crosses(linePoints(told), at!),
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
    text: '{way}: each request streams, its first token after {ms}.',
    check: (told, way, seen) => fromTable(told, way!, 'first token', seen!),
  },
  {
    text: '{way}: each request streams, its first token after {ms}, at {times} the throughput of streaming one by one.',
    check: (told, way, seen, text) => {
      fromTable(told, way!, 'first token', seen!);
      const measured = ratio(told, way!, 'streaming', 'throughputTps');
      bounded(text!, measured);
      claim(told, way!, 'streaming', 'throughputTps', measured.estimate > 1 ? 'more' : 'less');
    },
  },
  {
    text: '{way}: each request streams, its first token after {ms}, at the same throughput within 5 % as streaming one by one.',
    check: (told, way, seen) => {
      fromTable(told, way!, 'first token', seen!);
      same(told, way!, 'streaming', 'throughputTps');
    },
  },
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
    text: 'Stream: no batch measured here was surely faster, and a batch shows its answers later.',
    check: (told) => {
      assert.equal(surelyAbove(told, 'throughputTps', batches(told)), []);
      assert.ok(surelyAbove(told, 'firstSeenMs', batches(told)).length > 0);
    },
  },
  {
    text: 'Stream for now: a batch shows its answers later, and whether any way is faster by 5 % or more cannot be told yet.',
    check: (told) => {
      assert.equal(surelyAbove(told, 'throughputTps', [...batches(told), ...continuous(told)]), []);
      assert.ok(surelyAbove(told, 'firstSeenMs', batches(told)).length > 0);
    },
  },
  {
    text: 'Stream: nothing measured here is faster than streaming one by one by 5 % or more.',
    check: (told) => {
      const others = [...batches(told), ...continuous(told)].filter((cell) => shares(told, cell));
      for (const { way } of others) {
        const { low, high, estimate } = ratio(told, wayPhrase(way), 'streaming', 'throughputTps');
        assert.ok(high! <= 1.05 && (low! >= 1 / 1.05 || estimate < 1), wayPhrase(way));
      }
    },
  },
  {
    text: 'Cannot tell which to use: {way} is faster, and nothing here shows that its answers are seen later.',
    check: (told, way) => {
      assert.equal(surelyAbove(told, 'firstSeenMs', batches(told)), []);
      claim(told, way!, 'streaming', 'throughputTps', 'more');
    },
  },
  {
    text: 'Cannot tell which to use: measure more repeats (`--repeats {n}`).',
    check: (told, repeats) => {
      assert.equal(surelyAbove(told, 'throughputTps', continuous(told)), []);
      assert.ok(told.repeats.has(Number(repeats)), 'as said above');
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
    'gave the most',
    'gave the most of those surely faster than streaming ({way} gave more, but is not surely faster)',
  ].flatMap((rank): Template<Told>[] => {
    const start = `{way} ${rank}: {tps}, {times} that of streaming`;
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
      { text: `${start}.`, check: (told, ...holes) => void begin(told, holes) },
      {
        text: `${start}, and its peak memory is the same within 5 %, a difference of {mib}.`,
        check: (told, ...holes) => {
          difference(told, holes[0]!, 'streaming', 'peakMb', begin(told, holes)[0]!);
          same(told, holes[0]!, 'streaming', 'peakMb');
        },
      },
      {
        text: `${start}, and its peak memory is {mib} lower.`,
        check: (told, ...holes) => {
          difference(told, holes[0]!, 'streaming', 'peakMb', begin(told, holes)[0]!, -1);
          claim(told, holes[0]!, 'streaming', 'peakMb', 'less');
        },
      },
      {
        text: `${start}. Its peak memory is {mib} higher: {each} MiB for each additional token per second.`,
        check: (told, ...holes) => {
          const [more, each] = begin(told, holes);
          difference(told, holes[0]!, 'streaming', 'peakMb', more!);
          claim(told, holes[0]!, 'streaming', 'peakMb', 'more');
          const rise = (name: Name) => value(told, holes[0]!, name) - value(told, 'streaming', name);
          const price = rise('peakMb') / rise('throughputTps');
          if (each!.startsWith('less')) assert.ok(price < 0.001);
          else near(Number(each!.slice('about '.length)), price, halfUnit(price, 2), each!);
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
        same(told, wayPhrase(best.way), way!, 'throughputTps');
        if (!more) return;
        difference(told, way!, 'streaming', 'peakMb', more);
        claim(told, way!, 'streaming', 'peakMb', 'more');
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
      bounded(loaded!, cellOf(told, way!).baselineMb!);
    },
  },
  {
    text: 'With {way}, peak memory is {times} [higher|lower] than with streaming, a difference of {mib}.',
    check: (told, way, text, word, more) => {
      effect(told, way!, 'streaming', 'peakMb', text!, word!);
      difference(told, way!, 'streaming', 'peakMb', more!);
    },
  },
  {
    text: 'With {way}, peak memory is the same within 5 % as with streaming, a difference of {mib}.',
    check: (told, way, more) => {
      same(told, way!, 'streaming', 'peakMb');
      difference(told, way!, 'streaming', 'peakMb', more!);
    },
  },
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

  // what does streaming itself cost?
  {
    text: '{at}, streaming {price}.',
    check: (told, at, text) => priced(told, at!, text!, ({ low }) => low! > 0, ''),
  },
  {
    text: '{at}, streaming {price}: the same within 5 %.',
    check: (told, at, text) => priced(told, at!, text!, () => true, 'same'),
  },
  {
    text: 'Too few repeats to tell: {at}, streaming {price} after {n}; {n} may do.',
    check: (told, at, text, repeats, enough) => {
      priced(told, at!, text!, ({ low, n }) => low === null && n === Number(repeats), 'unknown');
      told.repeats.add(Number(enough));
    },
  },
  {
    text: 'Cannot tell: {at}, streaming {price}; {settling}.',
    check: (told, at, text, settling) => {
      const bounds = priced(told, at!, text!, ({ low, high }) => low! <= 0 && high! >= 0, 'unknown');
      settles(told, settling!, bounds);
    },
  },
  {
    text: '{at}, streaming {price}, but whether by more than 5 % cannot be told; {settling}.',
    check: (told, at, text, settling) =>
      settles(
        told,
        settling!,
        priced(told, at!, text!, ({ low }) => low! > 0, 'surely '),
      ),
  },
  {
    text: '{at}, streaming probably {price}; {settling}.',
    check: (told, at, text, settling) =>
      settles(
        told,
        settling!,
        priced(told, at!, text!, ({ low }) => low! > 0, 'probably '),
      ),
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
    text: '{family}: use {way}, which reaches the highest throughput, that of {way}, within 5 %: the knee.',
    check: (told, family, knee, best) => {
      isHighest(told, best!, familyOf(told, family!));
      assert.ok(cellOf(told, knee!).way.batchSize < cellOf(told, best!).way.batchSize, 'a knee is smaller');
      same(told, knee!, best!, 'throughputTps');
    },
  },
  {
    text: '{family}: use {way}, which gave the highest throughput; no smaller size was shown to reach it within 5 %.',
    check: (told, family, best) => isHighest(told, best!, familyOf(told, family!)),
  },
  {
    text: '{way} shows its first token no later than streaming alone does.',
    check: (told, way) => {
      const { high, estimate } = ratio(told, way!, 'streaming', 'firstSeenMs');
      assert.ok(high! <= 1.05 || (high! < 1 && estimate < 1));
    },
  },
];
