import { randomInt } from 'node:crypto';
import { nowMs } from '../clock.js';
import type { Scheduler as SchedulerName } from '../generation.js';
import type { ModelRunner } from '../model/runner.js';
import { Engine, type EngineParts } from './engine.js';
import { ContinuousScheduler } from './schedulers/continuous.js';
import type { Scheduler } from './schedulers/scheduler.js';
import { SequentialScheduler } from './schedulers/sequential.js';
import { StaticScheduler } from './schedulers/static.js';
import { type SlotLimits, SlotPool } from './slot-pool.js';

export interface EngineOptions extends SlotLimits, Partial<Pick<EngineParts, 'clock' | 'newSeed'>> {
  readonly runner: ModelRunner;
  readonly tokenizer: EngineParts['tokenizer'];
  readonly scheduler: SchedulerName;
  /** Most prompt tokens a step of the continuous scheduler takes in while streams run. */
  readonly prefillChunk: number;
}

/** An engine over the model, serving in the way that `scheduler` names. */
export function createEngine(options: EngineOptions): Engine {
  const { runner, tokenizer, maxBatch, kvBudgetMb } = options;
  const pool = new SlotPool(runner, { maxBatch, kvBudgetMb });
  const { clock = nowMs, newSeed = () => randomInt(2 ** 32) } = options;
  return new Engine({ runner, tokenizer, scheduler: createScheduler(options, pool), pool, clock, newSeed });
}

function createScheduler({ scheduler, runner, prefillChunk }: EngineOptions, pool: SlotPool): Scheduler {
  const { maxPrefillTokens, config } = runner;
  const fixed = { pool, maxPrefillTokens, contextLength: config.maxPositions };
  switch (scheduler) {
    case 'sequential':
      return new SequentialScheduler(fixed);
    case 'static':
      return new StaticScheduler(fixed);
    case 'continuous':
      return new ContinuousScheduler({
        pool,
        prefillChunk: Math.min(prefillChunk, maxPrefillTokens),
        maxPrefillTokens,
      });
  }
}
