import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { largePages } from '../../../src/backends/process/process-backend.js';
import { nowMs } from '../../../src/clock.js';
import type { ModelConfig } from '../../../src/model/config.js';
import { toModel } from '../../../src/model/decoder.js';
import { bytesPerToken } from '../../../src/model/kv-cache.js';
import { OnnxGraph } from '../../../src/model/onnx-graph.js';
import { encodeModel } from '../../../src/model/onnx-schema.js';
import { type LayerPart, type ProductKind, productOf } from '../../../src/model/products.js';
import { INT4_BLOCK, INT8_BLOCK } from '../../../src/model/quantize.js';
import type { ModelDtype } from '../../../src/model/runner.js';

const ROWS = 2 ** 13;
const COLUMNS = 2 ** 13;
const REPEATS = 10;

/** Measures bytes per second that onnxruntime reads at best, all cores: a vector times a 256 MiB matrix, which it reads once. */
export async function loadMeter(): Promise<() => Promise<number>> {
  const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof import('onnxruntime-node');
  const graph = new OnnxGraph('bandwidth');
  const product = graph.node('MatMul', [
    graph.input('vector', 'float32', [8, 1, ROWS / 8]),
    graph.input('matrix', 'float32', [8, ROWS / 8, COLUMNS]),
  ]);
  graph.output('product', product, 'float32', [8, 1, COLUMNS]);
  const session = await ort.InferenceSession.create(encodeModel(toModel(graph.build())), {
    extra: { session: { intra_op: { allow_spinning: '0' } } }, // no thread of it stays awake into what is measured next
  });
  const feeds = {
    vector: new ort.Tensor('float32', new Float32Array(ROWS).fill(1), [8, 1, ROWS / 8]),
    matrix: new ort.Tensor('float32', new Float32Array(ROWS * COLUMNS).fill(1), [8, ROWS / 8, COLUMNS]),
  };
  return async () => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < REPEATS; i++) {
      const start = nowMs();
      await session.run(feeds);
      best = Math.min(best, nowMs() - start);
    }
    return (1000 * ROWS * COLUMNS * 4) / best;
  };
}

export interface BandwidthMeter {
  /** Bytes per second, now. */
  measure(): Promise<number>;
  stop(): void;
}

/** The meter in a process of its own, which has large pages as our engine's has. */
export function startMeter(): BandwidthMeter {
  const env = { ...process.env, ...largePages(process.env) };
  const child = fork(fileURLToPath(new URL('./bandwidth-host.ts', import.meta.url)), { env });
  const ended = once(child, 'exit').then((): never => {
    throw new Error('the process that measures the read bandwidth has ended');
  });
  ended.catch(() => undefined); // whoever waits for a measurement is told
  return {
    measure: async () => {
      child.send('measure');
      const [bytesPerSecond] = await Promise.race([once(child, 'message'), ended]);
      return bytesPerSecond as number;
    },
    stop: () => void child.kill(),
  };
}

/** Bytes of a float32 key-value cache that holds so many tokens. */
export const float32CacheBytes = ({ layers, kvHeads, headDim }: ModelConfig, tokens: number): number =>
  tokens * layers * kvHeads * headDim * 2 * 4;

const BYTES_PER_WEIGHT: Record<ProductKind, number> = {
  float: 4,
  'int8-rows': 1,
  'int8-blocks': 1 + 4 / INT8_BLOCK,
  'int4-blocks': 0.5 + 4 / INT4_BLOCK,
};

/** Bytes a decode step cannot help reading: each weight once (of the embedding only the head's use), and the cache of every sequence. */
export function bytesPerStep(config: ModelConfig, dtype: ModelDtype, contexts: readonly number[]): number {
  const { hidden, heads, kvHeads, headDim, intermediate, layers, vocab } = config;
  const perLayer = {
    qkv: hidden * (heads + 2 * kvHeads) * headDim,
    o: heads * headDim * hidden,
    gateUp: 2 * hidden * intermediate,
    down: intermediate * hidden,
  };
  const bytes = (part: LayerPart, weights: number, layer: number) =>
    weights * BYTES_PER_WEIGHT[productOf(dtype, part, layer, layers)];
  const ofLayer = (layer: number) =>
    Object.entries(perLayer).reduce(
      (sum, [part, weights]) => sum + bytes(part as LayerPart, weights, layer),
      0,
    );
  const weightBytes = Array.from({ length: layers }, (_, layer) => ofLayer(layer)).reduce(
    (sum, layerBytes) => sum + layerBytes,
    bytes('head', vocab * hidden, 0),
  );
  return weightBytes + contexts.reduce((sum, context) => sum + context, 0) * bytesPerToken(config);
}
