import { randomUUID } from 'node:crypto';
import { nowMs } from '../clock.js';
import { InputError } from '../errors.js';
import { fingerprint } from '../fingerprint.js';
import { NO_ENERGY } from '../metrics/energy/watch-energy.js';
import { watchServer } from '../metrics/server/watch-server.js';
import type { LogRow } from '../results/schema.js';
import { offeredWays, usualWays, type WayName } from '../ways.js';
import { type Arrivals, arrivalsText } from '../workload/arrivals.js';
import { seededRandom, shuffled } from '../workload/random.js';
import { workloadHash } from '../workload/workload-hash.js';
import { driveLoad } from './drive-load.js';
import { reportLoad } from './load-report.js';
import { loadRows } from './load-rows.js';
import type { MeasuredLoad } from './measured-load.js';
import type { LoadResult } from './outcome.js';
import { openServerTarget } from './server-target.js';
import { type CheckedSettings, checkSettings, type LoadSettings } from './settings.js';
import type { LoadRequest, Target } from './target.js';
import type { ToldColumns } from './told-columns.js';

/** Requests in flight when the last arrival has come get this long, ms. */
const DRAIN_MS = 30_000;

/** Measures loads on one target: they differ only in way and arrivals, and count as one run of the log. */
export class LoadMeter {
  /** The ways that were asked for, or the usual ones of those that the target offers. */
  readonly ways: readonly WayName[];
  readonly #runId = randomUUID();
  readonly #wallClockOffsetMs = Date.now() - nowMs();
  readonly #requestAt: (n: number) => LoadRequest;
  readonly #target: Target;
  readonly #settings: CheckedSettings;

  private constructor(target: Target, settings: CheckedSettings) {
    this.#target = target;
    this.#settings = settings;

    const offered = offeredWays(target.info);
    this.ways = settings.ways ?? usualWays(target.info);
    this.#requestAt = requestsOf(settings);
    const missing = this.ways.find((way) => !offered.includes(way));
    if (missing === undefined) return;
    throw new InputError(
      `the target cannot serve "${missing}"; it has ${offered.join(', ')}${wayOut(missing, offered)}`,
    );
  }

  /** @throws InputError for a setting that breaks a rule; what `openServerTarget` throws */
  static async open(settings: LoadSettings): Promise<LoadMeter> {
    const checked = checkSettings(settings);
    const { target } = settings;
    return new LoadMeter(typeof target === 'string' ? await openServerTarget(target) : target, checked);
  }

  /** Puts one load on the target, and its rows into the log. @throws the reason of `signal`; what appending throws */
  async measure(way: WayName, arrivals: Arrivals): Promise<MeasuredLoad> {
    const { durationMs, batchSize, seed, signal, slo, log, watchEnergy, onProgress } = this.#settings;
    const random = seededRandom(seed);
    const requestAt = this.#requestAt;
    const plan = { way, arrivals, durationMs, batchSize, drainMs: DRAIN_MS, requestAt, random };
    const { device, isElsewhere } = this.#target.info;
    const watch = await watchServer(this.#target);
    const meter = isElsewhere ? null : await watchEnergy(device !== 'cpu');
    const result = await driveLoad(plan, this.#target, signal);
    const energy = await (meter?.stop() ?? NO_ENERGY);
    const server = await watch.stop();
    signal.throwIfAborted();
    const told = { ...server, ...energy };
    const rows = this.#rowsOf(result, told, way, arrivals);
    await log?.append(rows);
    const perSecond = arrivals.kind === 'closed' ? null : arrivals.perSecond;
    const load = { way, arrivals, rows, report: reportLoad(result, slo, perSecond, told) };
    onProgress(load);
    return load;
  }

  #rowsOf(result: LoadResult, told: ToldColumns, way: WayName, arrivals: Arrivals): LogRow[] {
    const { durationMs, batchSize, seed, maxNewTokens, length, prompts } = this.#settings;
    const name = arrivalsText(arrivals);
    const { perplexityRatio: _, ...info } = this.#target.info; // measured, not asked for
    const asked = { info, way, name, durationMs, batchSize, seed, maxNewTokens, length };
    return loadRows(result, this.#target.info, {
      told,
      runId: this.#runId,
      way,
      arrivals: name,
      seed,
      configHash: fingerprint(JSON.stringify(asked)),
      workloadHash: workloadHash(prompts, { maxNewTokens, forceLength: length === 'forced' }),
      wallClockOffsetMs: this.#wallClockOffsetMs,
    });
  }
}

/** Who schedules requests itself takes no orders to serve them one at a time. */
const wayOut = (missing: WayName, offered: readonly WayName[]): string =>
  missing === 'stream' && offered.includes('continuous')
    ? ': take "continuous", token by token too, whose requests it schedules as it does for its users'
    : '';

/** The prompts in seeded order, over and over. */
function requestsOf({ prompts, seed, maxNewTokens, length }: CheckedSettings): (n: number) => LoadRequest {
  const order = shuffled(prompts, seededRandom(seed));
  return (n) => {
    const { id, prompt } = order[n % order.length]!;
    return { promptId: id, prompt, maxNewTokens, forceLength: length === 'forced' };
  };
}
