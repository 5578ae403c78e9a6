import { createEngine, type EngineOptions } from '../../src/engine/create-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { createSampler } from '../../src/engine/sampler.js';
import { type Completion, complete, type GenerateRequest } from '../../src/generation.js';
import { seededRandom } from '../../src/workload/random.js';
import { EOS, FakeModel, fakeTokenizer, logitsAfter, stepOutput, VOCAB } from './fake-model.js';

/** An engine over a fake model and a clock that tests set by hand. */
export class Harness {
  readonly model: FakeModel;
  readonly engine: Engine;
  nowMs = 0;

  constructor(options: Partial<EngineOptions> & { maxPositions?: number } = {}) {
    this.model = new FakeModel(options.maxPositions);
    this.engine = createEngine({
      scheduler: 'continuous',
      maxBatch: 4,
      kvBudgetMb: 1,
      prefillChunk: 8,
      ...options,
      runner: this.model,
      tokenizer: fakeTokenizer,
      clock: () => this.nowMs,
      newSeed: () => 1,
    });
  }

  /** Submits one request, or several that belong together. */
  submit(...requests: readonly GenerateRequest[]): Promise<Completion>[] {
    return this.engine.submit(requests).map(complete);
  }

  /** Steps until nothing is left; a step that makes no progress for ever would be found by the limit. */
  async finish(mostSteps = 2000): Promise<number> {
    let steps = 0;
    for (; !this.engine.idle; steps++) {
      if (steps === mostSteps) throw new Error(`still not idle after ${steps} steps`);
      await this.engine.step();
    }
    return steps;
  }

  async run(...requests: readonly GenerateRequest[]): Promise<Completion[]> {
    const completions = Promise.all(this.submit(...requests));
    await this.finish();
    return completions;
  }
}

let ids = 0;

/** A request for a prompt of `length` tokens that begins with `first`. */
export function request(first: number, length: number, rest: Partial<GenerateRequest> = {}): GenerateRequest {
  const prompt = Array.from({ length }, (_, i) => (i === 0 ? first : 1 + ((first * 7 + i) % (VOCAB - 1))));
  return { id: `r${ids++}`, prompt, maxNewTokens: 8, ...rest };
}

/** What the request must yield, computed without the engine: the model called on the whole sequence, token by token. */
export function aloneTokens({ prompt, maxNewTokens, sampling, forceLength }: GenerateRequest): number[] {
  const tokens = [...(prompt as readonly number[])];
  const sampler = createSampler(sampling, VOCAB, seededRandom(sampling?.seed ?? 0));
  const made: number[] = [];
  while (made.length < maxNewTokens && (forceLength || made.at(-1) !== EOS)) {
    const token = sampler.pick(stepOutput([logitsAfter(tokens)], sampler.needs.candidates ?? 1, true), 0);
    tokens.push(token);
    made.push(token);
  }
  return made;
}
