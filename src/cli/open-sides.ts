import { Side } from '../ab/side.js';
import type { OnProgress } from '../backends/load-progress.js';
import { spawnBackend } from '../backends/process/process-backend.js';
import { calibrate } from '../benchmark/calibrate.js';
import type { BenchmarkConfig } from '../benchmark/config.js';
import type { Launch } from '../benchmark/trial.js';
import { log } from '../logging.js';
import type { InstrumentOffset } from '../results/instrument.js';
import { openLog } from '../results/log.js';
import { weightsWarner } from './weights.js';

/** Both sides, ready to measure. */
interface OpenedSides {
  readonly sides: { readonly a: Side; readonly b: Side };
  /** Waits for their rows to be written. */
  close(): Promise<void>;
}

interface OpenOptions {
  readonly signal: AbortSignal;
  /** Told of downloads and of graphs that are built. */
  readonly onLoad?: OnProgress;
}

/** Opens a log for each side, NAME-a.csv and NAME-b.csv; the instrument is one, and measured once. */
export async function openSides(
  where: { readonly a: string; readonly b: string },
  configs: { readonly a: BenchmarkConfig; readonly b: BenchmarkConfig },
  name: string,
  { signal, onLoad = () => undefined }: OpenOptions,
): Promise<OpenedSides> {
  const warn = (message: string) => log.warn(message);
  const [a, b] = await Promise.all(['a', 'b'].map((side) => openLog(`${name}-${side}.csv`, { warn })));
  const warnOfWeights = weightsWarner();
  let measured: Promise<InstrumentOffset> | undefined;
  const shared = {
    signal,
    launch: async (...[spec, abort]: Parameters<Launch>) => {
      const backend = await spawnBackend(spec, { signal: abort, onProgress: onLoad });
      warnOfWeights(backend.info);
      return backend;
    },
    calibrate: (abort?: AbortSignal) => (measured ??= calibrate(launch, abort)),
  };
  return {
    sides: {
      a: new Side({ name: 'A', where: where.a }, configs.a, { ...shared, log: a! }),
      b: new Side({ name: 'B', where: where.b }, configs.b, { ...shared, log: b! }),
    },
    async close() {
      await Promise.all([a!.close(), b!.close()]);
    },
  };
}

const launch: Launch = (spec, signal) => spawnBackend(spec, { signal });
