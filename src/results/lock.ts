import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { nowMs } from '../clock.js';
import { StreambatchError } from '../errors.js';

/** A lock this old was left by a killed writer and is taken over, ms. Appends hold theirs for about one. */
const STALE_MS = 5_000;
/** How long to wait for others, ms. */
const PATIENCE_MS = 30_000;
const LONGEST_PAUSE_MS = 25;

/** What a section under the lock can ask. */
export interface Held {
  /**
   * Is the lock still ours? Two waiters that take over a killed writer's lock in the same instant can both believe
   * they hold it, so whatever destroys bytes asks this first, after giving such a takeover time to settle.
   */
  stillOurs(): boolean;
}

const lockFolder = (path: string): string => `${path}.lock`;

function identity(path: string): string | undefined {
  const stat = statSync(lockFolder(path), { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.ino}:${stat.birthtimeNs}`;
}

const isHeld = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ELOCKED';

// Sections are shorter than the update interval; one that lost its lock has finished its write by then.
const OPTIONS = { realpath: false, stale: STALE_MS, onCompromised: (): void => undefined };

/** Not the library's own retries: those also wait for a folder that can never be written. */
async function acquire(path: string): Promise<() => Promise<void>> {
  const giveUpAtMs = nowMs() + PATIENCE_MS;
  for (;;) {
    try {
      return await lock(path, OPTIONS);
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    if (nowMs() > giveUpAtMs) break;
    await delay(Math.random() * LONGEST_PAUSE_MS);
  }
  throw new StreambatchError(
    `${lockFolder(path)} has been held by another process for ${PATIENCE_MS / 1000} s; if none is writing, delete that folder`,
  );
}

async function release(path: string, unlock: () => Promise<void>, mine: string | undefined): Promise<void> {
  // Never remove a lock that somebody has taken over from us.
  if (identity(path) === mine) await unlock();
}

/** Runs a section while no other process of this machine is in one for the same path. */
export async function withLock<T>(path: string, section: (held: Held) => T | Promise<T>): Promise<T> {
  const unlock = await acquire(path);
  const mine = identity(path);
  try {
    return await section({ stillOurs: () => mine !== undefined && identity(path) === mine });
  } finally {
    await release(path, unlock, mine);
  }
}
