import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { checkHeader, HEADER_LINE, parseHeader } from './header.js';
import type { Held } from './lock.js';
import { migrate } from './migrate.js';
import { describeTorn, findTail, readFirstLine } from './tail.js';

/** Longer than two waiters can disagree about who took over a killed writer's lock. */
const SETTLE_MS = 50;

export type Warn = (message: string) => void;

/** Somebody else holds the lock now: ask again. */
export class LostLock extends Error {
  override name = 'LostLock';
}

async function settle(held: Held): Promise<void> {
  await delay(SETTLE_MS);
  if (!held.stillOurs()) throw new LostLock();
}

/** What the file is before rows go in: nothing yet, a header that a writer was killed over, or a whole header. */
function inspect(fd: number, path: string): 'empty' | 'torn header' | 'current' | 'older' {
  const { size, wholeBytes } = findTail(fd);
  if (size === 0) return 'empty';
  const first = readFirstLine(fd);
  if (wholeBytes === 0 && HEADER_LINE.startsWith(first)) return 'torn header';
  return checkHeader(path, parseHeader(first));
}

/** Cuts a torn tail back to the last whole row. */
async function repair(fd: number, path: string, held: Held, warn: Warn): Promise<void> {
  const seen = findTail(fd);
  if (seen.size === seen.wholeBytes) return;
  await settle(held);
  const tail = findTail(fd);
  const bytes = tail.size - tail.wholeBytes;
  if (bytes === 0) return;
  const torn = describeTorn(fd, tail);
  ftruncateSync(fd, tail.wholeBytes);
  warn(`${path}: its last row was torn (a writer was killed); cut ${bytes} bytes: ${torn}`);
}

/** One write, whole or not at all: what a full disk took of it is given back. */
function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  const before = fstatSync(fd).size;
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  } catch (error) {
    ftruncateSync(fd, before);
    throw error;
  }
}

/**
 * Appends lines to the log while its lock is held: repairs a torn tail, migrates an older header, writes the header
 * of an empty file. The file is opened anew each time, so a log moved away during a run is simply begun again.
 * @throws {InputError} a foreign header.
 */
export async function appendLines(path: string, lines: string, held: Held, warn: Warn): Promise<void> {
  const fd = openSync(path, 'a+');
  try {
    const state = inspect(fd, path);
    await repair(fd, path, held, warn);
    if (fstatSync(fd).size === 0) return writeWhole(fd, `${HEADER_LINE}\n${lines}`);
    if (state !== 'older') return writeWhole(fd, lines);
    await settle(held);
    warn(migrate(path));
  } finally {
    closeSync(fd);
  }
  return appendLines(path, lines, held, warn);
}
