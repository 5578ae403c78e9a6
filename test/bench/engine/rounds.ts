import type { ProcessBackend } from '../../../src/backends/process/process-backend.js';
import type { WatchTrial } from '../../../src/benchmark/validity/watch.js';
import { watchMemory } from '../../../src/metrics/process-memory.js';
import type { Flag } from '../../../src/results/flags.js';
import { seededRandom, shuffled } from '../../../src/workload/random.js';
import type { Participant } from './participants.js';

/**
 * Starts every participant in a process of its own, and lets each measure once a round. After an unmeasured start only
 * one works at a time: an order shuffled anew each round lets a machine that gets slower or faster do so for all.
 */
export async function inRounds<P extends Participant>(
  participants: readonly P[],
  rounds: number,
  warmUp: (backend: ProcessBackend) => Promise<void>,
  measure: (participant: P, backend: ProcessBackend, round: number) => Promise<void>,
): Promise<void> {
  const random = seededRandom(1);
  const running: { participant: P; backend: ProcessBackend }[] = [];
  try {
    for (const participant of participants) {
      const backend = await participant.start();
      running.push({ participant, backend });
      await warmUp(backend);
    }
    for (let round = 0; round < rounds; round++)
      for (const { participant, backend } of shuffled(running, random))
        await measure(participant, backend, round);
  } finally {
    await Promise.all(running.map(({ backend }) => backend.close()));
  }
}

/** What `measure` gives, the backend's peak memory meanwhile, MiB, and what disturbed it. */
export async function watched<T>(
  { pid }: ProcessBackend,
  watch: WatchTrial,
  measure: () => Promise<T>,
): Promise<{ result: T; flags: readonly Flag[]; peakMemoryMb: number | null }> {
  const memory = await watchMemory(pid);
  const machine = watch(pid);
  const result = await measure();
  const { flags } = machine.stop();
  const { peak_memory_mb: peakMemoryMb } = await memory.stop();
  return { result, flags, peakMemoryMb };
}
