import type { BackendTells, Scheduler } from '../generation.js';

/** What there is to know of a backend before it is loaded: each has one of these in its folder. */
export interface BackendDescription {
  /** One line for help. */
  readonly summary: string;
  /** What it can serve, the usual one first. */
  readonly schedulers: readonly [Scheduler, ...Scheduler[]];
  /** Absent: any that `--model` may name. Else the only one there is. */
  readonly onlyModel?: string;
  /** The model's files are here, so that its tokenizer and chat template can be read. */
  readonly hasModelFiles: boolean;
  /** Its model computes on the thread that loads it: one that has to serve or measure gives it a process of its own. */
  readonly ownProcess: boolean;
  /** Requests submitted apart already run one by one under `static`: no scheduler of its own, nor another process, for `sequential`. */
  readonly sequentialIsStatic: boolean;
  /** Packages whose versions decide the result. */
  readonly packages: readonly string[];
  /** Somebody else runs it: it is reached by its URL, and may keep what it has computed of a prompt. */
  readonly isServer?: true;
  readonly tells: BackendTells;
}
