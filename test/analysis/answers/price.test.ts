import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { streamingPrice } from '../../../src/analysis/answers/price.js';
import { matrix } from '../../../src/analysis/ways/matrix.js';
import type { LogRow } from '../../../src/results/schema.js';
import { batchOf, continuous, crafted, STREAMING, wholeOf } from '../../support/rows.js';

const sentences = (rows: readonly LogRow[]) =>
  streamingPrice(matrix(rows)).flatMap(({ findings }) =>
    findings.map(({ text, certain }) => `${certain ? '-' : '?'} ${text}`),
  );

const streamed = { way: continuous(8), firstMs: 20, totalMs: 109, tps: 660 };
const whole = { way: wholeOf(8), totalMs: 100, tps: 720 };

test('what streaming costs, and what one has for it', () => {
  const [throughput, latency, seen, ...others] = sentences(crafted([streamed, whole]));
  assert.match(
    throughput!,
    /^- With 8 requests at once, streaming costs 8\.\d % \(.*\) of the throughput\.$/,
  );
  assert.match(
    latency!,
    /^- With 8 requests at once, streaming adds 9(\.\d)? % \(.*\) to the time of an answer\.$/,
  );
  assert.match(seen!, /^- With whole answers, 8 at once, the first token is 5\.\d+× \(.*\) later than with/);
  assert.equal(others, []);
});

test('no difference that matters is one, a single block tells nothing, and what was not measured has no answer', () => {
  const alike = { ...streamed, totalMs: 101, tps: 713 };
  assert.match(
    sentences(crafted([alike, whole]))[0]!,
    /streaming costs .* of the throughput: the same within 5 %\.$/,
  );
  assert.match(sentences(crafted([streamed, whole], 1))[0]!, /^\? Too few repeats to tell: .* may do\.$/);
  assert.equal(
    sentences(
      crafted([
        { ...streamed, way: STREAMING },
        { ...whole, way: batchOf(8) },
      ]),
    ),
    [],
  );
});

test('one at a time is said so', () => {
  const rows = crafted([
    { ...streamed, way: STREAMING },
    { ...whole, way: batchOf(1) },
  ]);
  assert.match(sentences(rows)[0]!, /^- With one request at a time, streaming costs/);
});

test.run();
