import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toMarkdown } from '../../src/ab/markdown.js';
import { exitCodeOf, reportAb } from '../../src/ab/report.js';
import { type AbOptions, runAb, type Sides } from '../../src/ab/run-ab.js';
import { Side, type SideOptions } from '../../src/ab/side.js';
import { closedStreams } from '../../src/backends/closed.js';
import { parseConfig } from '../../src/benchmark/config.js';
import { BackendError, InputError } from '../../src/errors.js';
import { openLog } from '../../src/results/log.js';
import { readLog } from '../../src/results/read.js';
import { launchInstant } from '../benchmark/instant-backend.js';
import { rejection } from '../support/rejection.js';
import { inScratch } from '../support/scratch.js';

type Launch = SideOptions['launch'];

const CONFIG = parseConfig({
  backend: { backend: 'mock', model: 'm' },
  ways: ['stream'],
  promptLimit: 2,
  maxNewTokens: 3,
});

async function sidesIn(
  folder: string,
  launches: { a?: Launch; b?: Launch } = {},
  signal = new AbortController().signal,
): Promise<Sides & { paths: string[] }> {
  const paths = ['a', 'b'].map((name) => join(folder, `${name}.csv`));
  const [a, b] = await Promise.all(paths.map((path) => openLog(path)));
  const side = (name: 'A' | 'B', log: typeof a, launch: Launch = launchInstant) =>
    new Side({ name, where: `${name}.yaml` }, CONFIG, { log: log!, launch, signal });
  return { a: side('A', a, launches.a), b: side('B', b, launches.b), paths };
}

/** A clock that only passes when a block is over: how many fit is known. */
function ticking(blocks: number): Pick<AbOptions, 'clock' | 'maxMinutes'> {
  let reads = 0;
  return { clock: () => 60_000 * Math.min(blocks, reads++ / 10), maxMinutes: blocks };
}

const optionsOf = (changes: Partial<AbOptions> = {}): AbOptions => ({
  threshold: 0.05,
  seed: 1,
  signal: new AbortController().signal,
  onBlock: () => undefined,
  maxMinutes: 1,
  ...changes,
});

/** Launches so often, then answers no more. */
function failingAfter(launches: number, error: Error): Launch {
  let left = launches;
  return (spec) => {
    if (left-- > 0) return launchInstant(spec);
    throw error;
  };
}

test('both are asked the same in the same order, in blocks of their own logs; a coin says who is first', () =>
  inScratch(async (folder) => {
    const order: string[] = [];
    const noting =
      (name: string): Launch =>
      (spec) => {
        order.push(name);
        return launchInstant(spec);
      };
    const sides = await sidesIn(folder, { a: noting('a'), b: noting('b') });
    const seen: number[] = [];
    const onBlock: AbOptions['onBlock'] = ({ blocks }) => seen.push(blocks);
    const end = await runAb(sides, optionsOf({ ...ticking(4), onBlock }));
    assert.equal(
      seen,
      Array.from({ length: end.blocks }, (_, i) => i + 1),
    );
    const [a, b] = await Promise.all(sides.paths.map(async (path) => (await readLog(path)).rows));
    assert.equal(
      a!.map(({ block, prompt_id }) => [block, prompt_id]),
      b!.map(({ block, prompt_id }) => [block, prompt_id]),
    );
    assert.is(a!.length, 2 * end.blocks);
    assert.equal(new Set([...a!, ...b!].map(({ run_id }) => run_id)).size, 2);
    const pairs = order.join('').match(/../g)!;
    assert.ok(
      pairs.every((pair) => ['ab', 'ba'].includes(pair)),
      order.join(''),
    );
  }));

test('a report says what was found, and where it can be read again', () =>
  inScratch(async (folder) => {
    const sides = await sidesIn(folder);
    const end = await runAb(sides, optionsOf(ticking(3)));
    const report = reportAb(sides, end, 0.05);
    assert.equal([report.blocks, report.sides.a.rows], [end.blocks, 2 * end.blocks]);
    assert.ok([0, 1, 3].includes(exitCodeOf(report)));
    const text = toMarkdown(report);
    assert.match(text, '| serving | metric | A | B | B against A | verdict |');
    assert.match(text, 'A: A.yaml, m. B: B.yaml, m.');
    assert.match(text, sides.paths[0]!);
  }));

test('a side that fails later ends it: what was measured is reported, and the error names the side', () =>
  inScratch(async (folder) => {
    const cause = new BackendError('nobody answers');
    const sides = await sidesIn(folder, { b: failingAfter(1, cause) });
    const end = await runAb(sides, optionsOf(ticking(9)));
    assert.is(end.blocks, 1);
    assert.instance(end.error, BackendError);
    assert.is(end.error!.message, 'B (B.yaml): nobody answers');
    assert.is(end.error!.cause, cause);
    assert.match(reportAb(sides, end, 0.05).notes[0]!, 'ended early, after 1 block: B (B.yaml): nobody');
  }));

test('a side that answers nothing any more ends it, and its failed rows are kept', () =>
  inScratch(async (folder) => {
    let left = 1;
    const dying: Launch = async (spec) => {
      const backend = await launchInstant(spec);
      return left-- > 0 ? backend : Object.assign(backend, { submit: closedStreams });
    };
    const sides = await sidesIn(folder, { a: dying });
    const end = await runAb(sides, optionsOf(ticking(9)));
    assert.is(end.blocks, 1);
    assert.match(end.error!.message, 'A (A.yaml): all 2 requests of a block failed (their rows are kept)');
    const { rows } = await readLog(sides.paths[0]!);
    assert.equal(
      rows.map(({ block, status }) => `${block} ${status}`),
      ['0 ok', '0 ok', '1 failed', '1 failed'],
    );
    assert.match(reportAb(sides, end, 0.05).notes.join(), 'A: 2 of 4 requests failed');
  }));

test('a side that never was there is an error, of its own kind', () =>
  inScratch(async (folder) => {
    const sides = await sidesIn(folder, { a: failingAfter(0, new InputError('no such model')) });
    const error = await rejection(runAb(sides, optionsOf()));
    assert.instance(error, InputError);
    assert.is(error.message, 'A (A.yaml): no such model');
  }));

test('interrupted after a block, what there is stays', () =>
  inScratch(async (folder) => {
    const controller = new AbortController();
    const sides = await sidesIn(folder, {}, controller.signal);
    const onBlock = () => controller.abort(new Error('enough'));
    const end = await runAb(sides, optionsOf({ ...ticking(9), signal: controller.signal, onBlock }));
    assert.equal([end.blocks, end.error], [1, undefined]);
  }));

test.run();
