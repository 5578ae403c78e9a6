import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../../src/benchmark/config.js';
import { startRun } from '../../src/benchmark/recorded-run.js';
import { openLog } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import { fc } from '../support/fast-check.js';
import { inScratch } from '../support/scratch.js';
import { launchInstant } from './instant-backend.js';

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom('"', ',', '\n', '\r', '\\', '\0', ' ', '\ufeff', 'é', '\u{1f600}'), {
      maxLength: 10,
    })
    .map((parts) => parts.join('')),
);

const anyPrompts = fc.uniqueArray(
  fc.record({
    id: anyText.filter((id) => id !== ''),
    category: anyText,
    prompt: fc.oneof(
      { weight: 9, arbitrary: anyText },
      { weight: 1, arbitrary: anyText.map((text) => `${text}x`.repeat(100_000)) },
    ),
  }),
  { minLength: 1, maxLength: 5, selector: ({ id }) => id },
);

test('any prompts, from the prompt file to the log: every one has its rows in every trial, by its own name, and one more where that fills a batch', () =>
  inScratch(async (folder) => {
    const prompts = join(folder, 'prompts.csv');
    const path = join(folder, 'log.csv');
    await fc.assert(
      fc.asyncProperty(anyPrompts, async (asked) => {
        writeFileSync(prompts, stringify(asked, { header: true, quoted: true }));
        rmSync(path, { force: true });
        const log = await openLog(path);
        const config = parseConfig({
          prompts,
          ways: ['stream', 'batch'],
          batchSizes: [2],
          maxNewTokens: 2,
          repeats: 1,
        });
        await startRun(config, { log, launch: launchInstant });
        const { rows, problems } = await readLog(path);
        assert.equal(problems, []);
        const full = 2 * Math.ceil(asked.length / 2);
        assert.is(rows.length, 2 * full);
        for (const { id, category } of asked) {
          const own = rows.filter((row) => row.prompt_id === id);
          assert.equal([...new Set(own.map((row) => row.mode))].sort(), ['batch', 'stream']);
          assert.ok(own.every((row) => row.status === 'ok' && row.prompt_category === (category || null)));
        }
      }),
      { numRuns: 25 },
    );
  }));

test.run();
