/**
 * Entry point of the process that measures the perplexity of one graph: onnxruntime never gives its memory back, so it
 * must not be the process whose memory a benchmark measures.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { textLoss } from './accuracy.js';
import { cachedGraph, modelFolder } from './graph-cache.js';
import { OnnxRunner } from './onnx-runner.js';
import { openCheckpoint } from './open-checkpoint.js';
import type { FromQualityHost, QualityJob } from './quality-process.js';
import { textSequences } from './quality-text.js';
import { loadTokenizer } from './tokenizer.js';

/** The graph's folder, where nobody wants it afterwards. */
let temporary: string | undefined;

async function measure(job: QualityJob): Promise<FromQualityHost> {
  const { folder, hash, dtype, cacheFolder, keepGraph } = job;
  if (!keepGraph) temporary = await mkdtemp(join(modelFolder(hash, cacheFolder), 'checking-'));
  const checkpoint = await openCheckpoint(folder);
  const { config } = checkpoint;
  const onProgress = (done: number, total: number) => tell({ type: 'building', done, total });
  const graphPath = await cachedGraph(checkpoint, hash, dtype, onProgress, temporary ?? cacheFolder);
  await checkpoint.close();
  const sequences = await textSequences(await loadTokenizer(folder), config.maxPositions);
  const runner = await OnnxRunner.load({ graphPath, config, dtype });
  const { perplexity, tokens } = await textLoss(runner, sequences);
  await runner.close();
  return { type: 'measured', perplexity: Number.isFinite(perplexity) ? perplexity : null, tokens };
}

const tell = (message: FromQualityHost) => process.send?.(message);

process.on('message', async (job: QualityJob) => {
  const answer = await measure(job).catch(
    ({ message }: Error): FromQualityHost => ({ type: 'failed', message }),
  );
  if (temporary) await rm(temporary, { recursive: true, force: true });
  process.send?.(answer, () => process.exit(0));
});

// The caller decides what Ctrl-C means; without a caller nobody wants the answer.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  if (temporary) rmSync(temporary, { recursive: true, force: true });
  process.exit(0);
});
