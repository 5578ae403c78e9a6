import { upperFence } from '../../metrics/statistics/fence.js';
import type { Flag } from '../../results/flags.js';
import type { LogRow } from '../../results/schema.js';

/** What others took of the CPU during a trial, as shares from 0 to 1; null: too short to tell, or not told. */
export type CpuShares = Pick<LogRow, 'cpu_stolen_share' | 'cpu_foreign_share'>;

/** Trials that must be known before another can be called unusual beside them. */
const FEWEST_TRIALS = 5;

/** By how much a share must exceed the usual at the least, however steady the machine is; one tick of a short trial is 2 %. */
const RULES = [
  { share: 'cpu_foreign_share', margin: 0.1, flag: 'cpu-busy' },
  { share: 'cpu_stolen_share', margin: 0.03, flag: 'cpu-steal' },
] as const satisfies readonly { share: keyof CpuShares; margin: number; flag: Flag }[];

/**
 * What is usual on this machine in this run. A trial is flagged when others took clearly more than they did in the trials
 * before it: on a virtual machine a limit of its own would mark all trials or none. Rows are never rewritten, so each trial
 * is judged once, when it ends; a level that stays becomes the usual.
 */
export class UsualLoad {
  readonly #trials: CpuShares[];

  /** @param earlier trials of an earlier part of the run, where it is resumed */
  constructor(earlier: readonly CpuShares[] = []) {
    this.#trials = [...earlier];
  }

  /** The flags of a trial that has ended, which from now on is one of those that say what is usual. */
  judge(trial: CpuShares): Flag[] {
    const flags = RULES.filter(({ share, margin }) => {
      const known = this.#trials.flatMap((one) => one[share] ?? []);
      const value = trial[share];
      return value !== null && known.length >= FEWEST_TRIALS && value > upperFence(known, margin);
    });
    this.#trials.push(trial);
    return flags.map(({ flag }) => flag);
  }
}
