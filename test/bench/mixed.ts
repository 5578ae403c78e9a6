/**
 * `npm run bench:mixed [-- --only ours,int8 --requests 64]`: 64 requests, prompts of 16–256 tokens, outputs of 8–256, all submitted at
 * once, on the synthetic SmolLM2-135M shape: continuous batching here against static batches of transformers.js. The
 * peer takes many minutes; `--only` names those that are run (all of the given parts of a name must match).
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { BackendOptions } from '../../src/backends/spec.js';
import { TRANSFORMERS_DTYPES } from '../../src/model/export.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { benchCheckpoint, benchExport } from './checkpoint.js';
import { mixedWorkload } from './mixed-workload.js';

interface Participant {
  readonly name: string;
  readonly options: () => Promise<BackendOptions>;
  /** Requests submitted together; absent: all. */
  readonly batchSize: number | undefined;
}

const DTYPES: readonly ModelDtype[] = ['int8', 'int4'];

function participants(): Participant[] {
  return DTYPES.flatMap((dtype) => [
    ...[32, 64].map((maxBatch) => ({
      name: `ours ${dtype}, continuous, ${maxBatch} at most`,
      options: async (): Promise<BackendOptions> => ({
        backend: 'onnx',
        model: await benchCheckpoint(),
        dtype,
        scheduler: 'continuous',
        engine: { maxBatch, kvBudgetMb: 4096 },
      }),
      batchSize: undefined,
    })),
    ...([8, 16] as const).flatMap((batchSize) =>
      (['plain', 'gqa'] as const).map((attention) => ({
        name: `transformers.js ${dtype} ${attention}, static batches of ${batchSize}`,
        options: async (): Promise<BackendOptions> => ({
          backend: 'transformers',
          model: await benchExport(dtype, attention),
          dtype: TRANSFORMERS_DTYPES[dtype],
        }),
        batchSize,
      })),
    ),
  ]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string', default: '' }, requests: { type: 'string', default: '64' } },
  });
  const wanted = values.only.split(',');
  const count = Number(values.requests);
  const table = new Table({
    head: ['', 'useful tok/s', 'p95 TTFT, s', 'all done, s', 'computed per useful', 'peak MiB'],
  });
  for (const { name, options, batchSize } of participants()) {
    if (!wanted.every((part) => name.includes(part))) continue;
    const result = await mixedWorkload(await options(), count, batchSize ?? count);
    table.push([
      name,
      result.usefulTokensPerSec.toFixed(0),
      (result.p95TtftMs / 1000).toFixed(1),
      (result.makespanMs / 1000).toFixed(1),
      result.computedPerUseful.toFixed(2),
      result.peakMemoryMb?.toFixed(0) ?? '',
    ]);
  }
  console.log(table.toString());
}

void main();
