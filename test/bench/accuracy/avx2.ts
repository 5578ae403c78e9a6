import Table from 'cli-table3';
import type { EngineDtype } from '../../../src/model/runner.js';
import { participants } from '../engine/participants.js';
import { realWeights } from '../weights/real-weights.js';
import { checkEmulator, perplexityHere, perplexityOnAvx2 } from './judge.js';
import { ourModel } from './models.js';
import { plainText } from './text.js';

/** Perplexity of our dtypes where the processor has AVX2 and nothing later, beside that on this one. */
export async function showOnAvx2(dtypes: readonly EngineDtype[], tokens: number): Promise<void> {
  checkEmulator();
  const { checkpoint } = await realWeights();
  const texts = [(await plainText(checkpoint))[0]!.slice(0, tokens)];
  const float32 = await perplexityHere(await ourModel(checkpoint, 'fp32'), texts);
  const table = new Table({ head: ['', 'perplexity here', 'AVX2', 'AVX2 ÷ float32 here', 'took, s'] });
  table.push(['float32', float32.perplexity.toFixed(4), '', '', '']);
  for (const { name, model } of participants(dtypes, /^ours/)) {
    const here = await perplexityHere(await model(), texts);
    const start = performance.now();
    const { perplexity } = await perplexityOnAvx2(await model(), texts);
    const seconds = (performance.now() - start) / 1000;
    const ratio = perplexity / float32.perplexity;
    table.push([
      name,
      here.perplexity.toFixed(4),
      perplexity.toFixed(4),
      ratio.toFixed(4),
      seconds.toFixed(0),
    ]);
    process.stderr.write(`${name}: ${seconds.toFixed(0)} s\n`);
  }
  console.log(`SmolLM2-135M-Instruct, ${float32.tokens} tokens of plain English, qemu’s Haswell\n${table}`);
}
