import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BackendError } from '../../../src/errors.js';
import type { Accuracy, Perplexity } from './compare.js';
import type { ScoredModel } from './models.js';

type Texts = readonly (readonly number[])[];

export interface Task {
  readonly model: ScoredModel;
  /** What it is compared with; absent: its perplexity alone. */
  readonly float32?: ScoredModel;
  readonly texts: Texts;
}
export type Judged = Accuracy | Perplexity;

/** What a model's form costs it, found out in a process of its own. @throws BackendError when that fails */
export const judge = (model: ScoredModel, float32: ScoredModel, texts: Texts): Promise<Accuracy> =>
  inProcess({ model, float32, texts }, {}) as Promise<Accuracy>;

export const perplexityHere = (model: ScoredModel, texts: Texts): Promise<Perplexity> =>
  inProcess({ model, texts }, {});

const QEMU = 'qemu-x86_64';
/** It warns of each feature of a Haswell that it has not. */
const HASWELL = [
  'Haswell',
  ...['pcid', 'x2apic', 'tsc-deadline', 'hle', 'invpcid', 'rtm'].map((name) => `${name}=off`),
];

/** Perplexity on a processor with AVX2 and no later instructions, emulated: the same results as on a real one, slowly. */
export function perplexityOnAvx2(model: ScoredModel, texts: Texts): Promise<Perplexity> {
  const execArgv = ['-cpu', HASWELL.join(), process.execPath, ...process.execArgv];
  return inProcess({ model, texts }, { execPath: QEMU, execArgv });
}

/** @throws BackendError where the emulator is missing */
export function checkEmulator(): void {
  if (process.arch !== 'x64')
    throw new BackendError(`AVX2 is emulated on x64 alone, and this is ${process.arch}`);
  if (spawnSync(QEMU, ['--version']).error)
    throw new BackendError(`${QEMU} is missing, which emulates AVX2: install qemu-user (Debian, Ubuntu)`);
}

async function inProcess(task: Task, options: { execPath?: string; execArgv?: string[] }): Promise<Judged> {
  // llama.cpp's steps then stay on one thread, see llama-cpp/spawn.ts
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
  const child = fork(fileURLToPath(new URL('./host.ts', import.meta.url)), { ...options, env });
  const ended = once(child, 'exit').then(([code, signal]) => ({ failed: `it ended with ${signal ?? code}` }));
  child.send(task);
  const [answer] = await Promise.race([once(child, 'message'), ended.then((failed) => [failed])]);
  if ('failed' in answer) throw new BackendError(`${task.model.path} cannot be judged: ${answer.failed}`);
  return answer;
}
