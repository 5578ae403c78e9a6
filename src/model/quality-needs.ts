import { stat, statfs } from 'node:fs/promises';
import { type Checkpoint, expectedTensors } from './checkpoint.js';
import { isGguf } from './gguf/name.js';

/** Room beside what onnxruntime makes of the weights: 538 MB of float32 took 1,040 MB at the most. */
const MEMORY_PER_BYTE = 2;
const GB = 1e9;

export const gigabytes = (bytes: number): string => `${(bytes / GB).toFixed(bytes < 10 * GB ? 1 : 0)} GB`;

/** Bytes of the graph that others are held against: all in float32, or a GGUF file's own blocks and a float32 embedding. */
export async function referenceBytes({ folder, config }: Checkpoint): Promise<number> {
  if (isGguf(folder)) return (await stat(folder)).size + 4 * config.vocab * config.hidden;
  const sizes = [...expectedTensors(config).values()].map((shape) => shape.reduce((a, b) => a * b, 1));
  return 4 * sizes.reduce((sum, size) => sum + size, 0);
}

/** Null where this machine has room for it; else why not. */
export async function lacksRoom(
  bytes: number,
  diskBytes: number,
  cacheFolder: string,
  memoryAvailable: number = process.availableMemory(),
): Promise<string | null> {
  if (MEMORY_PER_BYTE * bytes > memoryAvailable) {
    return `that takes ${gigabytes(MEMORY_PER_BYTE * bytes)} of memory, and ${gigabytes(memoryAvailable)} are free`;
  }
  const { bavail, bsize } = await statfs(cacheFolder);
  if (diskBytes <= bavail * bsize) return null;
  return `that takes ${gigabytes(diskBytes)} of disk for a while, and ${cacheFolder} has ${gigabytes(bavail * bsize)} free`;
}
