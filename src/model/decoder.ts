import { queryScale } from './attention.js';
import type { Checkpoint } from './checkpoint.js';
import type { ModelConfig } from './config.js';
import { toHalves } from './float.js';
import { addLinear } from './linear.js';
import { addStored } from './linear-blocks.js';
import { concat } from './matrix.js';
import type { OnnxGraph } from './onnx-graph.js';
import type { GraphProto, ModelProto } from './onnx-schema.js';
import { productOf } from './products.js';
import type { ModelDtype } from './runner.js';
import type { WeightFile } from './weight-file.js';

/** Called after each step of the build; `done` goes from 1 to `total`. */
export type BuildProgress = (done: number, total: number) => void;

/** What the parts of a graph are built from. */
export interface Build {
  readonly graph: OnnxGraph;
  readonly file: WeightFile;
  readonly dtype: ModelDtype;
  readonly config: ModelConfig;
  readonly read: Checkpoint['read'];
  /** Where given, matrices that are stored in blocks are taken as they are, and `dtype` is for the others. */
  readonly blocks?: Checkpoint['blocks'];
}

/**
 * Attention of one layer. `qkv`: [batch, length, (heads + 2 · kv_heads) · head_dim], not rotated yet, queries already scaled
 * by 1 / √head_dim. Returns [batch, length, heads · head_dim].
 */
export type Attend = (layer: number, qkv: string) => string;

/** Takes from states [batch, length, width] those that go on to the output head: [..., width]. */
export type PickStates = (states: string, width: number) => string;

export interface Decoded {
  /** Normalised states before the output head, as picked: [..., hidden]. */
  readonly hidden: string;
  /** The embedding table, which may be the head too. */
  readonly table: string;
}

/**
 * The layers of a Llama-family model, from `tokens` [batch, length] to the states before the output head. The engine's graph
 * and an exported one differ in `attend` and `pick` only. Behind the last attention nobody looks at states that are not
 * picked, so what follows it is computed for the others alone.
 */
export async function addDecoder(
  build: Build,
  tokens: string,
  attend: Attend,
  pick: PickStates,
  onProgress: BuildProgress = () => {},
): Promise<Decoded> {
  const { config } = build;
  const embedding = await addEmbedding(build, tokens);
  let residual = embedding.x;
  let delta: string | null = null;
  for (let layer = 0; layer < config.layers; layer++) {
    const prefix = prefixOf(layer);
    const first = await addNorm(build, `${prefix}.input_layernorm.weight`, residual, delta);
    const attended = attend(layer, await addQkv(build, layer, first.normed));
    const goOn: PickStates = layer === config.layers - 1 ? pick : (states) => states;
    const picked = goOn(attended, config.heads * config.headDim);
    const base = goOn(first.residual, config.hidden);
    const mixed = await linear(build, layer, 'o', picked);
    const second = await addNorm(build, `${prefix}.post_attention_layernorm.weight`, base, mixed);
    delta = await addFeedForward(build, layer, second.normed);
    residual = second.residual;
    onProgress(layer + 1, config.layers + 1);
  }
  const last = await addNorm(build, 'model.norm.weight', residual, delta);
  return { hidden: last.normed, table: embedding.table };
}

const prefixOf = (layer: number): string => `model.layers.${layer}`;

/** Logits of `hidden` [..., hidden] → [..., vocabulary]. */
export async function addLogits(build: Build, hidden: string, table: string): Promise<string> {
  const { graph, file, dtype, config, read } = build;
  const name = config.tiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const head = { name: 'lm_head', parts: [{ name }], inputs: config.hidden };
  const stored = await addStored(build, hidden, head);
  if (stored) return stored;
  if (dtype === 'fp32' && config.tiedHead) {
    return graph.node('FusedMatMul', [hidden, table], { transB: 1, alpha: 1 }); // the table is there already: no second copy
  }
  return addLinear(graph, file, productOf(dtype, 'head', 0, config.layers), hidden, {
    name: 'lm_head.weight',
    weights: await read(name),
    outputs: config.vocab,
    inputs: config.hidden,
  });
}

export function toModel(graph: GraphProto): ModelProto {
  return {
    irVersion: 10,
    producerName: 'streambatch',
    opsetImport: [
      { domain: '', version: 21 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph,
  };
}

/** Looked up row by row, so it is mapped from disk and never read whole; halves suffice where weights are quantised anyway. */
async function addEmbedding(
  { graph, file, dtype, config, read }: Build,
  tokens: string,
): Promise<{ x: string; table: string }> {
  const name = 'model.embed_tokens.weight';
  const values = await read(name);
  const shape = [config.vocab, config.hidden];
  if (dtype === 'fp32') {
    const table = graph.initializer(await file.add(name, 'float32', shape, values));
    return { table, x: graph.node('Gather', [table, tokens]) };
  }
  const table = graph.initializer(await file.add(name, 'float16', shape, toHalves(values)));
  return { table, x: graph.node('Cast', [graph.node('Gather', [table, tokens])], { to: 1 }) };
}

/** RMSNorm of residual + delta; the sum is the next residual. */
async function addNorm(
  { graph, file, config, read }: Build,
  name: string,
  residual: string,
  delta: string | null,
): Promise<{ normed: string; residual: string }> {
  const weight = graph.initializer(await file.add(name, 'float32', [config.hidden], await read(name)));
  const epsilon = config.normEps;
  if (delta === null) {
    const normed = graph.node('SimplifiedLayerNormalization', [residual, weight], {
      axis: -1,
      epsilon,
      stash_type: 1,
    });
    return { normed, residual };
  }
  const [normed, , , sum] = graph.nodes(
    'SkipSimplifiedLayerNormalization',
    [residual, delta, weight],
    [0, 3],
    { epsilon },
  );
  return { normed: normed!, residual: sum! };
}

/** Queries (scaled), keys and values in one product: [batch, length, (heads + 2 · kv_heads) · head_dim]. */
async function addQkv(build: Build, layer: number, x: string): Promise<string> {
  const prefix = prefixOf(layer);
  const { graph, file, dtype, config, read } = build;
  const scale = config.qkNorm ? 1 : queryScale(config); // a norm would undo it: there it is in the norm's weight
  const together = async (part: string) => {
    const [q, k, v] = await Promise.all(
      ['q', 'k', 'v'].map((name) => read(`${prefix}.self_attn.${name}_proj.${part}`)),
    );
    return concat([q!.map((value) => value * scale), k!, v!]);
  };
  const name = `${prefix}.self_attn.qkv_proj`;
  const inputs = config.hidden;
  const bias = config.qkvBias ? await together('bias') : undefined;
  const parts = ['q', 'k', 'v'].map((part) => ({
    name: `${prefix}.self_attn.${part}_proj.weight`,
    scale: part === 'q' ? scale : 1,
  }));
  const outputs = (config.heads + 2 * config.kvHeads) * config.headDim;
  const qkv =
    (await addStored(build, x, { name, parts, inputs, bias })) ??
    (await addLinear(graph, file, productOf(dtype, 'qkv', layer, config.layers), x, {
      name,
      weights: await together('weight'),
      outputs,
      inputs,
      bias,
    }));
  return config.qkNorm ? addHeadNorms(build, prefix, qkv) : qkv;
}

/** Qwen3: every head of the queries and of the keys is normalised by itself. */
async function addHeadNorms(
  { graph, file, config, read }: Build,
  prefix: string,
  qkv: string,
): Promise<string> {
  const { heads, kvHeads, headDim } = config;
  const parts = graph.nodes(
    'Split',
    [qkv, graph.shape([heads * headDim, kvHeads * headDim, kvHeads * headDim])],
    3,
    { axis: 2 },
  );
  const normed: string[] = [];
  for (const [i, name] of (['q', 'k'] as const).entries()) {
    const key = `${prefix}.self_attn.${name}_norm.weight`;
    const scale = name === 'q' ? queryScale(config) : 1;
    const values = (await read(key)).map((value) => value * scale);
    const weight = graph.initializer(await file.add(key, 'float32', [headDim], values));
    const perHead = graph.node('Reshape', [parts[i]!, graph.shape([0, 0, -1, headDim])]);
    const norm = graph.node('SimplifiedLayerNormalization', [perHead, weight], {
      axis: -1,
      epsilon: config.normEps,
      stash_type: 1,
    });
    normed.push(graph.node('Reshape', [norm, graph.shape([0, 0, -1])]));
  }
  return graph.node('Concat', [...normed, parts[2]!], { axis: 2 });
}

/** SwiGLU: down(silu(gate(x)) · up(x)), gate and up in one product. */
async function addFeedForward(build: Build, layer: number, x: string): Promise<string> {
  const prefix = prefixOf(layer);
  const { graph, file, dtype, config, read } = build;
  const name = `${prefix}.mlp.gate_up_proj`;
  const inputs = config.hidden;
  const parts = ['gate', 'up'].map((part) => ({ name: `${prefix}.mlp.${part}_proj.weight` }));
  const both =
    (await addStored(build, x, { name, parts, inputs })) ??
    (await addLinear(graph, file, productOf(dtype, 'gateUp', layer, config.layers), x, {
      name,
      weights: concat([await read(parts[0]!.name), await read(parts[1]!.name)]),
      outputs: 2 * config.intermediate,
      inputs,
    }));
  const [gate, up] = graph.nodes('Split', [both], 2, { axis: -1, num_outputs: 2 });
  const silu = graph.node('QuickGelu', [gate!], { alpha: 1 }); // x · sigmoid(1 · x)
  return linear(build, layer, 'down', graph.node('Mul', [silu, up!]));
}

async function linear(build: Build, layer: number, part: 'o' | 'down', x: string): Promise<string> {
  const name = `${prefixOf(layer)}.${part === 'o' ? 'self_attn.o_proj' : 'mlp.down_proj'}`;
  const { heads, headDim, intermediate } = build.config;
  const inputs = part === 'o' ? heads * headDim : intermediate;
  const stored = await addStored(build, x, { name, parts: [{ name: `${name}.weight` }], inputs });
  if (stored) return stored;
  const { graph, file, dtype, config, read } = build;
  const weights = await read(`${name}.weight`);
  const kind = productOf(dtype, part, layer, config.layers);
  return addLinear(graph, file, kind, x, { name, weights, outputs: config.hidden, inputs });
}
