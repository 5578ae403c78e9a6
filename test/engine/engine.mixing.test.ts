import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Completion, GenerateRequest, Sampling, Scheduler } from '../../src/generation.js';
import { SCHEDULERS } from '../../src/ways.js';
import { aloneTokens, Harness, request } from '../support/engine-harness.js';
import { fc } from '../support/fast-check.js';

const MAX_BATCH = 3;
const PREFILL_CHUNK = 8;
const BUDGET_TOKENS = 60;

const sampling: fc.Arbitrary<Sampling | undefined> = fc.option(
  fc.record({
    temperature: fc.constantFrom(0, 0.5, 1.5),
    topK: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    topP: fc.option(fc.constantFrom(0.3, 0.9), { nil: undefined }),
    seed: fc.nat(),
  }),
  { nil: undefined },
);

/** One request: what it asks for, and after how many steps (if ever) it is cancelled. */
const asked = fc.record({
  first: fc.integer({ min: 1, max: 31 }),
  length: fc.integer({ min: 1, max: 30 }),
  maxNewTokens: fc.integer({ min: 1, max: 20 }),
  forceLength: fc.boolean(),
  sampling,
  cancelAfter: fc.option(fc.nat({ max: 30 }), { nil: undefined, freq: 3 }),
});

/** Groups submitted together, each after some steps. */
const plan = fc.array(
  fc.record({
    steps: fc.nat({ max: 6 }),
    group: fc.array(asked, { minLength: 1, maxLength: MAX_BATCH }),
  }),
  { minLength: 1, maxLength: 6 },
);

interface Submitted {
  readonly request: GenerateRequest;
  readonly completion: Promise<Completion | Error>;
  readonly abort: AbortController;
  readonly cancelAtStep: number;
}

class Run {
  readonly submitted: Submitted[] = [];
  #steps = 0;

  constructor(readonly harness: Harness) {}

  submit(group: readonly { cancelAfter: number | undefined; request: GenerateRequest }[]): void {
    const aborts = group.map(() => new AbortController());
    const requests = group.map(({ request }, i) => ({ ...request, signal: aborts[i]!.signal }));
    for (const [i, completion] of this.harness.submit(...requests).entries()) {
      this.submitted.push({
        request: requests[i]!,
        completion: completion.catch((error: Error) => error),
        abort: aborts[i]!,
        cancelAtStep: this.#steps + (group[i]!.cancelAfter ?? Number.POSITIVE_INFINITY),
      });
    }
  }

  /** One step, with whatever must hold after each. */
  async step(): Promise<void> {
    const { engine, model } = this.harness;
    for (const { cancelAtStep, abort } of this.submitted) if (cancelAtStep <= this.#steps) abort.abort();
    const [prefilled, decoded] = [model.prefilled, model.decoded];
    await engine.step();
    this.#steps++;
    const most = model.decoded > decoded ? PREFILL_CHUNK : model.maxPrefillTokens;
    assert.ok(model.prefilled - prefilled <= most, 'a step that holds streams up prefills one chunk at most');
    assert.ok(model.decoded - decoded <= MAX_BATCH, 'a step decodes one token a sequence');
    assert.ok(model.live.size <= MAX_BATCH, 'no more slots than asked for');
    assert.ok(
      engine.load.kvUsedTokens <= BUDGET_TOKENS && model.peakReserved <= BUDGET_TOKENS,
      'within budget',
    );
    assert.ok(this.#steps < 5000, 'every request ends');
  }

  async finish(): Promise<void> {
    while (!this.harness.engine.idle) await this.step();
  }
}

for (const scheduler of SCHEDULERS) {
  test(`${scheduler}: whatever joins, leaves or is cancelled beside it, every request yields what it yields alone`, async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (groups) => {
        const run = new Run(
          new Harness({
            scheduler,
            maxBatch: MAX_BATCH,
            prefillChunk: PREFILL_CHUNK,
            kvBudgetMb: BUDGET_TOKENS / 1024,
          }),
        );
        for (const { steps, group } of groups) {
          run.submit(
            group.map(({ cancelAfter, first, length, ...rest }) => ({
              cancelAfter,
              request: request(first, length, rest),
            })),
          );
          for (let i = 0; i < steps; i++) await run.step();
        }
        await run.finish();
        for (const { request, completion } of run.submitted) check(scheduler, request, await completion);
        assert.is(run.harness.model.live.size, 0, 'every slot is free again');
        assert.is(run.harness.engine.load.kvUsedTokens, 0);
      }),
      { numRuns: 300, seed: 20260101 },
    );
  });
}

/** Only the static scheduler may refuse here: three requests together can exceed the budget, none alone can. */
function check(scheduler: Scheduler, request: GenerateRequest, outcome: Completion | Error): void {
  if (outcome instanceof Error) {
    assert.is(scheduler, 'static');
    assert.match(outcome.message, /tokens of context need/);
    return;
  }
  const alone = aloneTokens(request);
  const { tokenIds, finish } = outcome;
  assert.is(finish.outputTokens, tokenIds.length);
  assert.ok(finish.computedTokens >= finish.outputTokens);
  if (finish.reason === 'cancelled') assert.equal(tokenIds, alone.slice(0, tokenIds.length));
  else assert.equal(tokenIds, alone);
}

test.run();
