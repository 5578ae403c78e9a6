import { InputError } from '../errors.js';
import type { BackendInfo } from '../generation.js';
import { log } from '../logging.js';
import { type Mode, type Scheduler, usualSchedulers } from '../ways.js';
import { HttpError } from './http-error.js';
import { type MortalBackend, Supervisor } from './supervisor.js';

/** Loads a backend that schedules so. */
export type StartBackend = (scheduler: Scheduler) => Promise<MortalBackend>;

/** A running backend, and how it was told to schedule. */
export interface ScheduledBackend {
  readonly scheduler: Scheduler;
  readonly backend: MortalBackend;
}

export interface SchedulerOptions {
  readonly start: StartBackend;
  /** What is offered, the one that is loaded at once first. */
  readonly schedulers: readonly [Scheduler, ...Scheduler[]];
  /** `sequential` requests go to the static backend, for one whose process serves both. */
  readonly sequentialIsStatic?: boolean;
}

/**
 * The schedulers on offer, each with a supervised backend: a process, and a memory figure, of its own. The first is
 * loaded at once, the others when they are first asked for.
 */
export class SchedulerBackends {
  readonly schedulers: SchedulerOptions['schedulers'];
  readonly #supervisors = new Map<Scheduler, Supervisor>();

  constructor({ start, schedulers, sequentialIsStatic = false }: SchedulerOptions) {
    this.schedulers = schedulers;
    for (const scheduler of schedulers) {
      const kind = sequentialIsStatic && scheduler === 'sequential' ? 'static' : scheduler;
      const supervisor = this.#supervisors.get(kind) ?? new Supervisor(() => start(kind));
      this.#supervisors.set(kind, supervisor).set(scheduler, supervisor);
    }
  }

  /** Loads the backend of the first scheduler, and tells what it is. @throws what loading throws */
  async start(): Promise<BackendInfo> {
    return (await this.#supervisors.get(this.schedulers[0])!.open()).info;
  }

  /**
   * The backend that schedules so, loaded if it is not.
   * @param scheduler absent: continuous where it is offered, else what is classic for the mode
   * @throws HttpError 400 for a scheduler that is not offered, 503 while its backend is being restarted or cannot be loaded
   */
  async open(mode: Mode, scheduler: Scheduler = this.#usual(mode)): Promise<ScheduledBackend> {
    const supervisor = this.schedulers.includes(scheduler) && this.#supervisors.get(scheduler);
    if (supervisor) return { scheduler, backend: await this.#load(supervisor, scheduler) };
    throw new HttpError(
      400,
      'invalid_value',
      `scheduler "${scheduler}" is not offered; choose ${this.schedulers.join(', ')}`,
      'scheduler',
    );
  }

  /** The backend of the first scheduler can take a request now. */
  get ready(): boolean {
    return this.#supervisors.get(this.schedulers[0])!.running !== undefined;
  }

  /** Times a backend had to be started again, of all backends. */
  get restarts(): number {
    return this.#distinct().reduce((total, supervisor) => total + supervisor.restarts, 0);
  }

  /** The backends that are loaded and run. */
  get loaded(): ScheduledBackend[] {
    return this.schedulers.flatMap((scheduler) => {
      const backend = this.#supervisors.get(scheduler)!.running;
      return backend ? [{ scheduler, backend }] : [];
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#distinct().map((supervisor) => supervisor.close()));
  }

  /** What cannot be loaded on demand is the server's fault, whatever the error: its words may name folders. */
  async #load(supervisor: Supervisor, scheduler: Scheduler): Promise<MortalBackend> {
    try {
      return await supervisor.open();
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause;
      log.error(`scheduler ${scheduler} cannot be loaded: ${cause.message}`);
      const says = `scheduler "${scheduler}" cannot be loaded; the server log has why`;
      throw new HttpError(503, 'engine_unavailable', says, null, undefined, { cause });
    }
  }

  #distinct(): Supervisor[] {
    return [...new Set(this.#supervisors.values())];
  }

  #usual(mode: Mode): Scheduler {
    const wanted = usualSchedulers(mode);
    return wanted.find((scheduler) => this.schedulers.includes(scheduler)) ?? this.schedulers[0];
  }
}
