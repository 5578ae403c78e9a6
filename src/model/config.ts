import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.js';

/** The numbers of a Llama-family model that the graph, the cache and the schedulers need. */
export interface ModelConfig {
  /** `model_type` of config.json: llama, qwen2, qwen3. */
  readonly modelType: string;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  /** Key-value heads; divides `heads`. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Width of the feed-forward's hidden layer. */
  readonly intermediate: number;
  readonly vocab: number;
  /** Longest prompt plus output, tokens. */
  readonly maxPositions: number;
  readonly normEps: number;
  readonly ropeTheta: number;
  readonly ropeScaling: Llama3RopeScaling | null;
  /** What each rotary frequency is divided by, [headDim / 2]: how GGUF files say the same as `ropeScaling`. */
  readonly ropeDivisors?: readonly number[];
  /** The output head is the embedding table. */
  readonly tiedHead: boolean;
  /** Query, key and value projections carry a bias (Qwen2). */
  readonly qkvBias: boolean;
  /** Queries and keys are normalised per head before the rotation (Qwen3). */
  readonly qkNorm: boolean;
  /** Tokens that end a generation; empty when the model names none. */
  readonly eosTokenIds: readonly number[];
  readonly bosTokenId: number | null;
  /** Random weights made by `streambatch model synth`: speed and memory are real, the text is not. */
  readonly dummyWeights: boolean;
}

/** Llama 3.1's stretched rotary frequencies (`rope_scaling.rope_type: "llama3"`). */
export interface Llama3RopeScaling {
  readonly factor: number;
  readonly lowFreqFactor: number;
  readonly highFreqFactor: number;
  readonly originalMaxPositions: number;
}

/** onnxruntime’s GroupQueryAttention rotates heads of such sizes only. */
const HEAD_DIM_STEP = 16;

const count = z
  .number()
  .int()
  .positive()
  .max(2 ** 24);
const tokenIds = z.union([z.number().int(), z.array(z.number().int())]).nullish();

const llama3Scaling = z.object({
  rope_type: z.literal('llama3'),
  factor: z.number().positive(),
  low_freq_factor: z.number().positive(),
  high_freq_factor: z.number().positive(),
  original_max_position_embeddings: count,
});

/** What config.json of the supported architectures may say; whatever changes the arithmetic and is not built here is refused. */
const configJson = z.object({
  model_type: z.enum(['llama', 'qwen2', 'qwen3'], {
    error: (issue) =>
      `architecture ${JSON.stringify(issue.input)} is not supported; llama, qwen2 and qwen3 are`,
  }),
  hidden_act: z.literal('silu').default('silu'),
  hidden_size: count,
  num_hidden_layers: count.max(512),
  num_attention_heads: count,
  num_key_value_heads: count.optional(),
  head_dim: count.nullish(),
  intermediate_size: count,
  vocab_size: count,
  max_position_embeddings: count,
  rms_norm_eps: z.number().positive(),
  rope_theta: z.number().positive().optional(),
  rope_scaling: z.looseObject({}).nullish(),
  rope_parameters: z.looseObject({}).nullish(),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.literal(false).default(false),
  use_sliding_window: z.literal(false).default(false),
  quantization_config: z
    .undefined({ error: 'quantised checkpoints are not supported; use the float one' })
    .optional(),
  eos_token_id: tokenIds,
  bos_token_id: tokenIds,
  streambatch_dummy_weights: z.boolean().default(false),
});
type ConfigJson = z.infer<typeof configJson>;

/**
 * Reads and checks `config.json` of a checkpoint folder; end-of-sequence ids come from `generation_config.json` where it has them.
 * @throws InputError that names the file, the field and what is wrong with it.
 */
export async function readConfig(folder: string): Promise<ModelConfig> {
  const path = join(folder, 'config.json');
  const generation = await readJson(join(folder, 'generation_config.json'), true);
  return parseConfig(
    await readJson(path, false),
    path,
    (generation as { eos_token_id?: unknown })?.eos_token_id,
  );
}

/** As `readConfig`, of parsed JSON. `path` only names it in errors. */
export function parseConfig(json: unknown, path: string, generationEos?: unknown): ModelConfig {
  const parsed = configJson.safeParse(json);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
    throw new InputError(`cannot use the model of ${path}: ${reasons.join('; ')}`);
  }
  return toConfig(parsed.data, path, generationEos);
}

function toConfig(json: ConfigJson, path: string, generationEos: unknown): ModelConfig {
  const heads = json.num_attention_heads;
  const kvHeads = json.num_key_value_heads ?? heads;
  const refuse = (reason: string) => new InputError(`cannot use the model of ${path}: ${reason}`);
  if (heads % kvHeads !== 0) throw refuse(`${kvHeads} key-value heads do not divide ${heads} heads`);
  const headDim = json.head_dim ?? json.hidden_size / heads;
  if (headDim % HEAD_DIM_STEP !== 0)
    throw refuse(`head_dim must be a multiple of ${HEAD_DIM_STEP}, and is ${headDim}`);
  if (json.attention_bias)
    throw refuse('attention_bias: true adds an output bias that is not built; only Qwen2’s q/k/v biases are');
  const rope = { ...json.rope_parameters, ...json.rope_scaling };
  return {
    modelType: json.model_type,
    hidden: json.hidden_size,
    layers: json.num_hidden_layers,
    heads,
    kvHeads,
    headDim,
    intermediate: json.intermediate_size,
    vocab: json.vocab_size,
    maxPositions: json.max_position_embeddings,
    normEps: json.rms_norm_eps,
    ropeTheta: json.rope_theta ?? (rope.rope_theta as number | undefined) ?? 10000,
    ropeScaling: parseRopeScaling(rope, refuse),
    tiedHead: json.tie_word_embeddings,
    qkvBias: json.model_type === 'qwen2',
    qkNorm: json.model_type === 'qwen3',
    eosTokenIds: toIds(tokenIds.catch(undefined).parse(generationEos) ?? json.eos_token_id),
    bosTokenId: toIds(json.bos_token_id)[0] ?? null,
    dummyWeights: json.streambatch_dummy_weights,
  };
}

function parseRopeScaling(
  scaling: Record<string, unknown>,
  refuse: (reason: string) => InputError,
): Llama3RopeScaling | null {
  const type = scaling.rope_type ?? scaling.type ?? 'default';
  if (type === 'default') return null;
  const parsed = llama3Scaling.safeParse({ ...scaling, rope_type: type });
  if (!parsed.success) {
    throw refuse(
      `rope_scaling of type ${JSON.stringify(type)} is not supported or incomplete; "default" and "llama3" are`,
    );
  }
  return {
    factor: parsed.data.factor,
    lowFreqFactor: parsed.data.low_freq_factor,
    highFreqFactor: parsed.data.high_freq_factor,
    originalMaxPositions: parsed.data.original_max_position_embeddings,
  };
}

function toIds(ids: number | number[] | null | undefined): number[] {
  if (ids === null || ids === undefined) return [];
  return Array.isArray(ids) ? ids : [ids];
}

async function readJson(path: string, optional: boolean): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (optional && (cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InputError(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
