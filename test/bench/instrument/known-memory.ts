import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { watchMemory } from '../../../src/metrics/process-memory.js';

export interface MemoryError {
  readonly readMib: number;
  /** Of what was touched. */
  readonly errorShare: number;
}

/**
 * Told "BYTES SECONDS", maps exactly so much, writes to each page, holds it, unmaps it and answers. Python and not Node,
 * whose heap comes and goes by a MiB on its own: the truth must be known better than what is judged by it.
 */
const CHILD = `
import mmap, sys, time
print("ready", flush=True)
for line in sys.stdin:
    size, seconds = line.split()
    held = mmap.mmap(-1, int(size))
    for page in range(0, int(size), mmap.PAGESIZE):
        held[page] = 1
    time.sleep(float(seconds))
    held.close()
    print("done", flush=True)
`;

/** What the instrument reads of a child that touches so many MiB for so many ms. */
export async function memoryError(mib: number, ms: number): Promise<MemoryError> {
  const child = spawn('python3', ['-c', CHILD], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await answers.next();
  const touch = async (howMany: number): Promise<number> => {
    const probe = await watchMemory(child.pid!);
    child.stdin.write(`${howMany * 2 ** 20} ${ms / 1000}\n`);
    await answers.next();
    const { peak_memory_mb, baseline_memory_mb } = await probe.stop();
    return peak_memory_mb! - baseline_memory_mb!;
  };
  await touch(1); // what the child itself needs for it is no part of the answer
  const readMib = await touch(mib);
  child.stdin.end();
  return { readMib, errorShare: readMib / mib - 1 };
}
