import type { Clock } from '../clock.js';
import { InputError } from '../errors.js';
import { isPreciseEnough } from '../metrics/statistics/sequential.js';
import type { LogRow } from '../results/schema.js';
import type { BenchmarkConfig } from './config.js';
import type { RunHistory } from './history.js';

/** What a run has after a block, and what it may still take. */
export interface RunSoFar {
  /** All rows of the run. */
  readonly rows: readonly LogRow[];
  /** Blocks that are whole. */
  readonly blocks: number;
  /** Further blocks that plan and time allow. */
  readonly blocksLeft: number;
  /** Until the run ends at the latest, ms; null where it has no time limit. */
  readonly msLeft: number | null;
  /** Whether it goes on for what the answer rests on alone, or for every comparison. */
  readonly goal: 'answer' | 'all';
}

/** Told after every block; says how many more its goal takes, 0: nothing is worth waiting for. */
export type Judge = (soFar: RunSoFar) => number;

/** `decideSoFar` was simulated up to here; what 40 blocks leave undecided is not worth this run's time. */
const MOST_BLOCKS = 40;

/** When a run has measured enough: after the planned blocks, or once what it was to go on for is there or the time over. */
export class Stopping {
  readonly #config: BenchmarkConfig;
  readonly #judge: Judge;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  #blocksHere = 0;
  #plannedBlocks: number;

  /** @throws InputError when it is to go on until all is decided, and nobody is there to decide */
  constructor(config: BenchmarkConfig, judge: Judge | undefined, clock: Clock) {
    if (config.until?.decided && !judge) {
      throw new InputError('until.decided is set, and nobody judges; give runBenchmark a `judge`');
    }
    this.#config = config;
    this.#judge = judge ?? (() => 0);
    this.#clock = clock;
    this.#startedAtMs = clock();
    this.#plannedBlocks = config.repeats;
  }

  /** Blocks of the whole run, as far as can be told by now. */
  get plannedBlocks(): number {
    return this.#plannedBlocks;
  }

  /** A block was measured by this process: its time tells how long the next ones take. */
  blockEnded(): void {
    this.#blocksHere++;
  }

  /** Asked after each block: is another not worth its time? From the rows alone, so that a resumed run goes on alike. */
  isOver(blocks: number, history: RunHistory): boolean {
    const toGo = this.#blocksToGo(blocks, history);
    this.#plannedBlocks = blocks + toGo;
    return toGo === 0;
  }

  #blocksToGo(blocks: number, history: RunHistory): number {
    const { repeats, until } = this.#config;
    const soFar = this.#soFar(blocks, history.rows);
    const asked = this.#judge(soFar);
    const planned = Math.max(0, repeats - blocks);
    const decided = until?.decided ? Math.min(asked, soFar.blocksLeft) : 0;
    return Math.max(planned, decided, this.#wantsPrecision(history) ? 1 : 0);
  }

  #wantsPrecision(history: RunHistory): boolean {
    const precision = this.#config.until?.precision;
    return precision !== undefined && this.#untilEndMs() > 0 && !isPreciseEnough(history.series(), precision);
  }

  #soFar(blocks: number, rows: readonly LogRow[]): RunSoFar {
    const { repeats, until } = this.#config;
    const planned = Math.max(0, repeats - blocks);
    const goal = until?.decided === true ? 'answer' : 'all';
    if (!until) return { rows, blocks, blocksLeft: planned, msLeft: null, goal };
    const blockMs = this.#blockMs();
    const inTime = Math.max(0, Math.floor(this.#untilEndMs() / blockMs));
    return {
      rows,
      blocks,
      goal,
      blocksLeft: Math.max(planned, Math.min(inTime, MOST_BLOCKS - blocks)),
      // planned blocks are run even when the time is over
      msLeft: Math.max(this.#untilEndMs(), planned * blockMs),
    };
  }

  #untilEndMs(): number {
    const { maxMinutes = 0 } = this.#config.until ?? {};
    return this.#startedAtMs + maxMinutes * 60_000 - this.#clock();
  }

  /** How long a block takes; before this process has measured one, nothing is known, and nothing forbids the next. */
  #blockMs(): number {
    const passed = this.#clock() - this.#startedAtMs;
    return this.#blocksHere === 0 ? Number.MIN_VALUE : Math.max(passed / this.#blocksHere, Number.MIN_VALUE);
  }
}
