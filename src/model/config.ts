/** The numbers of a Llama-family model that the graph, the cache and the schedulers need. */
export interface ModelConfig {
  /** `model_type` of config.json: llama, qwen2, qwen3 … */
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
  /** The output head is the embedding table. */
  readonly tiedHead: boolean;
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
