import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { spawnBackend } from '../../src/backends/process/process-backend.js';
import type { BackendSpec } from '../../src/backends/spec.js';
import { calibrate, offsetsOf } from '../../src/benchmark/calibrate.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { readManifest } from '../../src/benchmark/manifest.js';
import { startRun } from '../../src/benchmark/recorded-run.js';
import { resumeRun } from '../../src/benchmark/resume.js';
import { latencyOf } from '../../src/metrics/latency.js';
import { type InstrumentOffset, readInstruments, type Spread } from '../../src/results/instrument.js';
import { openLog } from '../../src/results/log.js';
import { inScratch } from '../support/scratch.js';
import { launchInstant } from './instant-backend.js';

/** A request of two tokens that was sent at 100: made and received at these times. */
const measured = (made: readonly number[], received: readonly number[]) =>
  latencyOf({
    mode: 'stream',
    sentAtMs: 100,
    emittedAtMs: made,
    receivedAtMs: received,
    answeredAtMs: received[0],
    handedOverAtMs: undefined,
    outputTokens: 2,
  });

function nearSpread(actual: Spread, expected: Spread): void {
  for (const key of ['median', 'p05', 'p95', 'n'] as const)
    assert.ok(Math.abs(actual[key] - expected[key]) < 1e-9, `${key}: ${actual[key]}, not ${expected[key]}`);
}

test('the offset is what was measured less what is known, by hand', () => {
  // prefill 10, step 5: made 0.25, 0.5, 1 late; received another 0.25, 0.5, 2 later; gaps 5.5, 5, 4
  const { first_token_offset_ms, request_path_ms, first_token_delivery_ms, gap_error_ms } = offsetsOf(
    [
      measured([110.25, 115.25], [110.5, 116]),
      measured([110.5, 115.5], [111, 116]),
      measured([111, 116], [113, 117]),
    ],
    { prefillMs: 10, decodeMs: 5 },
  );
  // Hyndman & Fan type 7 of three values a, b, c: p05 = a + (b − a) / 10, p95 = c − (c − b) / 10
  nearSpread(first_token_offset_ms, { median: 1, p05: 0.55, p95: 2.8, n: 3 }); // 0.5, 1, 3
  nearSpread(request_path_ms, { median: 0.5, p05: 0.275, p95: 0.95, n: 3 }); // 0.25, 0.5, 1
  nearSpread(first_token_delivery_ms, { median: 0.5, p05: 0.275, p95: 1.85, n: 3 }); // 0.25, 0.5, 2
  nearSpread(gap_error_ms, { median: 0, p05: -0.9, p95: 0.45, n: 3 }); // −1, 0, 0.5
});

test('against the mock in its process: nothing is stamped before it was made, or made before its time', async () => {
  const offset = await calibrate((spec, signal) => spawnBackend(spec, { signal }));
  for (const { median, p05, p95, n } of Object.values(offset)) {
    assert.is(n, 72);
    assert.ok(p05 <= median && median <= p95, `${p05} ${median} ${p95}`);
  }
  const { first_token_offset_ms, request_path_ms, first_token_delivery_ms } = offset;
  for (const { p05 } of [first_token_offset_ms, request_path_ms, first_token_delivery_ms])
    assert.ok(p05 >= 0);
  assert.ok(first_token_offset_ms.median >= request_path_ms.median);
});

const spread = (median: number) => ({ median, p05: median / 2, p95: 2 * median, n: 72 });
const KNOWN: InstrumentOffset = {
  first_token_offset_ms: spread(0.5),
  request_path_ms: spread(0.25),
  first_token_delivery_ms: spread(0.25),
  gap_error_ms: spread(0),
};

test('a run measures it once, before its first trial; its manifest keeps it, also where the run goes on', () =>
  inScratch(async (folder) => {
    const order: string[] = [];
    const options = {
      log: await openLog(join(folder, 'log.csv')),
      launch: (spec: BackendSpec) => {
        order.push('trial');
        return launchInstant(spec);
      },
      calibrate: async () => {
        order.push('calibration');
        return KNOWN;
      },
    };
    const prompts = join(folder, 'prompts.csv');
    writeFileSync(prompts, 'id,category,prompt\np1,,say please\n');
    const config = parseConfig({ backend: { backend: 'mock' }, prompts, ways: ['stream'], repeats: 1 });
    const { runId, instrument } = await startRun(config, options);
    assert.equal(instrument, KNOWN);
    assert.equal((await resumeRun(runId, options)).instrument, KNOWN);
    assert.equal(order, ['calibration', 'trial']);
    assert.equal(readManifest(options.log.path, runId).instrument, KNOWN);

    const path = join(folder, 'runs', `${runId}.json`);
    const { instrument: _, ...old } = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...old, manifest_version: 1 }));
    const read = readManifest(options.log.path, runId);
    assert.equal([read.manifest_version, read.instrument], [2, null]);
  }));

test('whoever reads the log finds it in the manifests beside; damaged ones and those of old runs say nothing', () =>
  inScratch((folder) => {
    mkdirSync(join(folder, 'runs'));
    const write = (id: string, text: string) => writeFileSync(join(folder, 'runs', `${id}.json`), text);
    write('new', JSON.stringify({ manifest_version: 2, instrument: KNOWN }));
    write('uncalibrated', JSON.stringify({ manifest_version: 2, instrument: null }));
    write('old', JSON.stringify({ manifest_version: 1 }));
    write('torn', '{"manifest_version": 2, "instr');
    writeFileSync(join(folder, 'outside.json'), JSON.stringify({ instrument: KNOWN }));
    const log = join(folder, 'log.csv');
    assert.equal(readInstruments(log, ['old', 'new', 'torn', 'new', 'none', 'uncalibrated']), [KNOWN]);
    assert.equal(readInstruments(log, ['../outside']), []);
  }));

test.run();
