import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BackendInfo } from '../../src/generation.js';
import { type LoadPlace, loadRows } from '../../src/load/load-rows.js';
import type { Outcome } from '../../src/load/outcome.js';

const flagsOf = (perplexityRatio: number, lateMs: number) => {
  const outcome = {
    request: { promptId: 'p1', maxNewTokens: 4 },
    intendedAtMs: 0,
    sentAtMs: lateMs,
    readyAtMs: lateMs,
    measures: { flags: null },
    batchSize: 1,
  } as unknown as Outcome;
  const place = { way: 'stream', wallClockOffsetMs: 0 } as LoadPlace;
  const info = { perplexityRatio, tells: {} } as BackendInfo;
  return loadRows({ outcomes: [outcome] } as never, info, place)[0]!.flags;
};

test('the rows of a load carry the flags of their weights and of the client', () => {
  assert.is(flagsOf(1.01, 0), null);
  assert.is(flagsOf(1.01, 1000), 'client-late');
  assert.is(flagsOf(3.2, 0), 'weights-damaged');
  assert.is(flagsOf(3.2, 1000), 'weights-damaged;client-late');
});

test.run();
