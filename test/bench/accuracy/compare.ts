/** A model that says what it thinks comes next. */
export interface Scorer {
  /** What follows each token of a text but the last: logits [vocabulary], valid until the next are asked for. */
  rows(text: readonly number[]): AsyncGenerator<Float32Array, void>;
}

export interface Perplexity {
  /** e^(mean negative log-likelihood of a token) */
  readonly perplexity: number;
  /** Tokens predicted: all but the first of each text. */
  readonly tokens: number;
}

/** A model against the same model in float32, on the same texts. */
export interface Accuracy extends Perplexity {
  /** Perplexity over float32's. */
  readonly ratio: number;
  /** Share of places at which both find the same token the most likely, the text given up to there. */
  readonly agreement: number;
  /** Mean Kullback-Leibler divergence of its predictions from float32's, nats. */
  readonly divergence: number;
}

export async function perplexityOf(
  model: Scorer,
  texts: readonly (readonly number[])[],
): Promise<Perplexity> {
  let loss = 0;
  let tokens = 0;
  for (const text of texts) {
    let place = 0;
    for await (const row of model.rows(text)) {
      loss += logSumExp(row) - row[text[++place]!]!;
      tokens++;
    }
  }
  return { perplexity: Math.exp(loss / tokens), tokens };
}

/** Both go through the texts in step: all predictions of one would take 800 MB. */
export async function compare(
  float32: Scorer,
  model: Scorer,
  texts: readonly (readonly number[])[],
): Promise<Accuracy> {
  const sums = { loss: 0, float32Loss: 0, agreed: 0, divergence: 0, tokens: 0 };
  for (const text of texts) {
    const expected = float32.rows(text);
    let place = 0;
    for await (const row of model.rows(text)) {
      const { value } = await expected.next();
      addPlace(sums, value as Float32Array, row, text[++place]!);
    }
    await expected.return();
  }
  const { loss, float32Loss, agreed, divergence, tokens } = sums;
  return {
    perplexity: Math.exp(loss / tokens),
    tokens,
    ratio: Math.exp((loss - float32Loss) / tokens),
    agreement: agreed / tokens,
    divergence: divergence / tokens,
  };
}

function addPlace(
  sums: Record<'loss' | 'float32Loss' | 'agreed' | 'divergence' | 'tokens', number>,
  expected: Float32Array,
  found: Float32Array,
  next: number,
): void {
  const [p, q] = [logSumExp(expected), logSumExp(found)];
  sums.float32Loss += p - expected[next]!;
  sums.loss += q - found[next]!;
  for (let i = 0; i < found.length; i++) {
    const logP = expected[i]! - p;
    sums.divergence += Math.exp(logP) * (logP - found[i]! + q);
  }
  if (mostLikely(expected) === mostLikely(found)) sums.agreed++;
  sums.tokens++;
}

/** log Σ e^logit */
function logSumExp(logits: Float32Array): number {
  const largest = logits[mostLikely(logits)]!;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  return largest + Math.log(sum);
}

function mostLikely(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  return best;
}
