import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Verdict, verdict, verdictText } from '../../../src/analysis/answers/verdict.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchOf, continuous, crafted, row, STREAMING } from '../../support/rows.js';

const test = suite('analysis/verdict');

const streaming = { way: STREAMING, firstMs: 20, totalMs: 400, tps: 80 };
const wasteful = { trial_output_tokens: 80, trial_computed_tokens: 100 };
const batch8 = { way: batchOf(8), totalMs: 1200, tps: 240, peakMb: 340, changes: wasteful };

const only = (rows: LogRow[]): Verdict => {
  const all = verdict(rows);
  assert.is(all.length, 1);
  return all[0]!;
};
const sentences = (rows: LogRow[], question = 0) =>
  only(rows)
    .answers[question]!.findings.map(({ text }) => text)
    .join('\n');
const nothingCertain = (rows: LogRow[], question = 0) =>
  only(rows).answers[question]!.findings.every(({ certain }) => !certain);

test('streaming is seen sooner, the batch has the throughput: both are said, and whom each suits', () => {
  const text = sentences(crafted([streaming, batch8]));
  assert.match(text, /batch of 8 shows nothing before 1\.2 s \(1\.0–1\.5\), 60\.\d× \([\d.]+–[\d.]+\) later/);
  assert.match(text, /A batch of 8 gives 3\.0\d× \([\d.]+–[\d.]+\) the throughput of streaming/);
  assert.match(text, /Stream if a person waits; batch if nobody does and 8 or more requests/);
});

test('drift that hits both ways alike does not blur the comparison: pairs are of one block', () => {
  // single values spread by ±30 %, the ratios by 1 %
  const [, low, high] = /60\.\d× \(([\d.]+)–([\d.]+)\) later/.exec(sentences(crafted([streaming, batch8])))!;
  assert.ok(Number(high) - Number(low) < 6, `${low}–${high}`);
});

test('the batch size where throughput passes that of streaming', () => {
  const slow2 = { way: batchOf(2), totalMs: 700, tps: 40 };
  const text = sentences(crafted([streaming, slow2, { ...batch8, tps: 160 }]));
  // log-log line through (2, ½) and (8, 2) passes 1 at 4
  assert.match(
    text,
    /equal at a batch of (4\.0\d|3\.9\d) \([\d.]+–[\d.]+\), and batches are faster surely at a batch of 8\./,
  );
});

test('how many must wait until a batch shows its answers sooner than a queue its first token', () => {
  // queue of N: 20 + (N−1)/2 · 400 ms; a batch of 8 takes 1200, of 2 takes 500: passes between
  const text = sentences(crafted([streaming, { way: batchOf(2), totalMs: 500, tps: 120 }, batch8]));
  assert.match(text, /once N exceeds 6\.\d+ \(/);
});

test('a batch that is never faster is not recommended', () => {
  const text = sentences(crafted([streaming, { ...batch8, tps: 40, totalMs: 6000 }]));
  assert.match(text, /No batch measured here is surely faster than streaming/);
  assert.match(text, /Stream: no batch measured here was surely faster/);
  assert.match(text, /still comes before a batch of N ends/);
});

test('a batch that may be faster leaves the advice open', () => {
  const text = sentences(crafted([streaming, { ...batch8, tps: 83.6 }]));
  assert.match(
    text,
    /Stream for now: a batch shows its answers later, and whether any way is faster by 5 % or more cannot be told/,
  );
});

test('continuous batching is compared with both, and recommended where it wins', () => {
  const text = sentences(
    crafted([streaming, batch8, { way: continuous(8), firstMs: 60, totalMs: 1000, tps: 235 }]),
  );
  assert.match(text, /Continuous batching of 8: each request streams, its first token after/);
  assert.match(text, /With continuous batching of 8, throughput is the same within 5 % as with a batch of 8/);
  assert.match(
    text,
    /With continuous batching of 8, the first token is 20\.\d× .* sooner than with a batch of 8/,
  );
  assert.match(text, /use it from 8 requests at once on/);
});

test('speed against memory: the gain, its price, and the size beyond which memory buys nothing', () => {
  const batch4 = { way: batchOf(4), totalMs: 700, tps: 239, peakMb: 320 };
  const text = sentences(crafted([streaming, batch4, batch8]), 1);
  assert.match(
    text,
    /A batch of 8 gave the most: .*peak memory is 40\.\d MiB higher: about 0\.25 MiB for each additional/,
  );
  assert.match(text, /A batch of 4 gives the same within 5 %.*beyond it, memory buys no speed/);
});

test('resources: energy a token, where the machine told it', () => {
  const rows = crafted([
    { way: STREAMING, totalMs: 100, tps: 80, changes: { energy_j: 18, trial_output_tokens: 9 } },
    { way: batchOf(8), totalMs: 300, tps: 200, changes: { energy_j: 3, trial_output_tokens: 9 } },
  ]);
  const [{ answers }] = verdict(rows) as [Verdict];
  const energy = answers
    .at(-1)!
    .findings.map(({ text }) => text)
    .filter((text) => text.startsWith('A token took'));
  assert.equal(energy, [
    'A token took 2.00 J with streaming, and least, 333 mJ with a batch of 8: energy of all that ran on this machine meanwhile, idle share included.',
  ]);
});

test('resources: peak memory, and tokens thrown away', () => {
  const text = sentences(crafted([streaming, batch8]), 2);
  assert.match(text, /model's process holds 290 MiB/);
  assert.match(text, /With a batch of 8, peak memory is 1\.13\d?× .*higher/);
  assert.match(text, /A batch of 8 throws away 20\.0 % of the tokens/);
});

test('one block, or no difference: cannot tell, and never "faster"', () => {
  assert.ok(nothingCertain(crafted([streaming, batch8], 1)));
  const noisy = crafted([streaming, { ...batch8, tps: 80 }]).map((r) =>
    r.mode === 'batch' ? { ...r, aggregate_tokens_per_sec: 80 * [0.5, 2, 0.6, 1.8, 1][r.block]! } : r,
  );
  assert.match(
    sentences(noisy),
    /Cannot tell whether throughput is higher or lower with a batch of 8 than with streaming: [\d.]+–[\d.]+×; no sensible number of repeats would settle it\./,
  );
});

test('no throughput is no answer: never "no faster", never "the highest"', () => {
  const rows = crafted([streaming, batch8]).map((r) => ({ ...r, aggregate_tokens_per_sec: null }));
  const text = sentences(rows);
  assert.match(text, /Cannot tell which to use: no block holds a throughput/);
  assert.not.match(text, /no batch measured here|surely faster/);
});

test('a single way: says what is missing and how to measure it', () => {
  const text = sentences(crafted([streaming]));
  assert.match(text, /holds streaming, but not a batch\. Run `npx streambatch run`/);
  assert.match(sentences(crafted([batch8])), /holds a batch of 8, but not streaming/);
});

test('one row, no rows, rows without any measurement: no exception', () => {
  assert.ok(nothingCertain([row()]));
  assert.equal(verdict([]), []);
  const blank = { total_latency_ms: null, ttft_ms: null, aggregate_tokens_per_sec: null };
  const nothing = { ...blank, peak_memory_mb: null, trial_computed_tokens: null };
  const rows = crafted([streaming, batch8]).map((r) => ({ ...r, ...nothing }));
  assert.ok(nothingCertain(rows, 0) && nothingCertain(rows, 1) && nothingCertain(rows, 2));
});

test('different models are never compared with each other', () => {
  const other = crafted([batch8]).map((r) => ({
    ...r,
    model_id: 'other',
    timestamp: '2026-11-25T00:00:00.000Z',
  }));
  const all = verdict([...crafted([streaming]), ...other]);
  assert.equal(
    all.map(({ experiment }) => experiment.split(',')[0]),
    ['other', 'tiny-model'],
  );
});

test('the most is what the table shows as the most, sure or not', () => {
  const unsteady = crafted([{ ...batch8, way: batchOf(16), tps: 260 }]).map((r) => ({
    ...r,
    aggregate_tokens_per_sec: r.aggregate_tokens_per_sec! * [0.3, 4, 1, 0.4, 5][r.block]!,
  }));
  const rows = [...crafted([streaming, batch8]), ...unsteady];
  assert.match(
    sentences(rows),
    /A batch of 8 gives .* of streaming, the most of those surely faster \(a batch of 16 gave [\d–]+ tok\/s, but is not surely faster\)/,
  );
  assert.match(
    sentences(rows, 1),
    /A batch of 8 gave the most of those surely faster than streaming \(a batch of 16 gave/,
  );
});

test('the text names the basis: n, blocks, interval, threshold', () => {
  const text = verdictText(only(crafted([streaming, batch8])));
  assert.match(text, /10 requests in 10 trials: 5 paired blocks of 1 run/);
  assert.match(text, /95 % intervals/);
  assert.match(text, /Throughput is that of whole trials, the drain at their end included\.$/);
});

test('where every trial tells the time with all requests in flight, throughput is of that, and the drain is told', () => {
  const rows = crafted([streaming, { way: continuous(8), firstMs: 60, totalMs: 1000, tps: 235 }]).map(
    (r) => ({
      ...r,
      saturated_tokens_per_sec: r.aggregate_tokens_per_sec! * (r.batch_size === 8 ? 1.25 : 1),
      saturated_ms: r.batch_size === 8 ? 80 : 100,
      trial_makespan_ms: 100,
    }),
  );
  const text = verdictText(only(rows));
  assert.match(text, /at (about )?3\.[67]\d*× .*the throughput of streaming one by one/, '1.25 · 235 / 80');
  assert.match(text, /as a way says, without the drain, up to 20\.0 % of a trial\.$/);
});

test.run();
