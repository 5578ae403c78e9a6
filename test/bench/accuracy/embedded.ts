import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { loadModel } from '../../../src/model/load.js';
import type { OnnxRunner } from '../../../src/model/onnx-runner.js';
import type { EngineDtype, ModelDtype } from '../../../src/model/runner.js';
import { type TextLoss, textLoss } from '../../../src/model/text-loss.js';
import { loadTokenizer } from '../../../src/model/tokenizer.js';
import { golden, modelFolder } from '../../support/golden.js';
import { llamaCppGolden } from '../llama-cpp/golden.js';

export interface Accuracy extends TextLoss {
  /** Share of the golden greedy tokens (PyTorch, float32) that are the most likely one here too. */
  readonly agreement: number;
}

/** What a dtype costs the embedded model: unseen stories, and the golden continuations. */
export async function measureAccuracy(dtype: ModelDtype, most = Number.POSITIVE_INFINITY): Promise<Accuracy> {
  const tokenizer = await loadTokenizer(modelFolder);
  const { stories } = JSON.parse(readFileSync(join(modelFolder, 'heldout.json'), 'utf8')) as {
    stories: string[];
  };
  const { runner } = await loadModel({ folder: modelFolder, dtype });
  const endOfText = runner.config.eosTokenIds[0]!;
  const sequences = stories.slice(0, most).map((story) => [...tokenizer.encode(story), endOfText]);
  const loss = await textLoss(runner, sequences);
  const agreement = await greedyAgreement(runner, golden.slice(0, most));
  await runner.close();
  return { ...loss, agreement };
}

/** Share of positions at which the model's most likely token is the given one, each sequence continued as given. */
async function greedyAgreement(
  runner: OnnxRunner,
  continuations: readonly {
    readonly prompt_ids: readonly number[];
    readonly greedy_ids: readonly number[];
  }[],
): Promise<number> {
  let same = 0;
  let total = 0;
  for (const { prompt_ids, greedy_ids } of continuations) {
    const slot = runner.allocate(prompt_ids.length + greedy_ids.length);
    let output = await runner.prefill(slot, prompt_ids, true);
    for (const token of greedy_ids) {
      if (output.tokenIds[0] === token) same++;
      total++;
      output = await runner.decode([{ slot, token }]);
    }
    runner.free(slot);
  }
  return same / total;
}

/** @param options.stories the first so many @param options.peer llama.cpp too, which is fetched */
export async function showEmbedded(
  dtypes: readonly EngineDtype[],
  { stories = Number.POSITIVE_INFINITY, peer = true } = {},
): Promise<void> {
  const table = new Table({ head: ['', 'perplexity, unseen stories', 'greedy tokens as in PyTorch'] });
  for (const dtype of new Set<EngineDtype>(['fp32', ...dtypes])) {
    if (dtype === 'gguf') continue;
    const { perplexity, agreement } = await measureAccuracy(dtype, stories);
    table.push([dtype, perplexity.toFixed(4), `${(100 * agreement).toFixed(1)} %`]);
  }
  console.log(`What a dtype costs, on the embedded model\n${table}`);
  if (!peer) console.log('SKIPPED: node-llama-cpp: a smoke run fetches no packages');
  else console.log(`node-llama-cpp, float32, the embedded model: ${await llamaCppGolden()}`);
}
