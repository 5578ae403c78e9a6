/**
 * `npm run bench:accuracy [-- --dtypes int8,int4 --only "ours|q4_0" --avx2 --embedded]`: what each form of the weights costs
 * SmolLM2-135M-Instruct (`real-weights.ts`), on 4,088 tokens of plain English, against the same weights in float32. `--avx2`
 * measures our dtypes on an emulated processor with AVX2 and nothing later, on the first piece. `--embedded` measures the
 * embedded model on its own unseen stories instead.
 */
import { positiveInteger } from '../../../src/cli/arguments.js';
import type { EngineDtype } from '../../../src/model/runner.js';
import { benchCommand, dtypeList, isSmoke, regularExpression, runBench } from '../bench-command.js';
import { processor } from '../process-facts.js';
import { showAccuracies } from './accuracy-table.js';
import { showOnAvx2 } from './avx2.js';
import { showEmbedded } from './embedded.js';

interface Options {
  readonly dtypes?: readonly EngineDtype[];
  readonly only?: RegExp;
  readonly embedded?: true;
  readonly avx2?: true;
  readonly tokens: number;
}
const command = benchCommand('accuracy', 'What each form of the weights costs a real model.')
  .option('--dtypes <list>', 'weights (default: int8,int4,gguf; with --avx2 int8,int4)', dtypeList)
  .option('--only <regexp>', 'participants by name (default: ^ours|q4_0)', regularExpression)
  .option('--avx2', 'perplexity of our dtypes on a processor with AVX2 alone, emulated')
  .option('--tokens <n>', 'length of the text of --avx2', positiveInteger, 512)
  .option('--embedded', 'the embedded model instead, against what PyTorch made of it')
  .parse();
const options = command.opts<Options>();

async function main(): Promise<void> {
  const { only = /^ours|q4_0/, tokens, avx2 } = options;
  const dtypes = options.dtypes ?? dtypeList(avx2 ? 'int8,int4' : 'int8,int4,gguf');
  console.log(processor());
  if (isSmoke(command)) await showEmbedded(['int8'], { stories: 2, peer: false });
  else if (avx2) await showOnAvx2(dtypes, tokens);
  else if (options.embedded) await showEmbedded(dtypes);
  else await showAccuracies(dtypes, only);
}

runBench(main);
