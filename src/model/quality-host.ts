/**
 * Entry point of the process that measures the perplexity of one graph: onnxruntime never gives its memory back, so it
 * must not be the process whose memory a benchmark measures.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedGraph, modelFolder } from './graph-cache.js';
import { OnnxRunner } from './onnx-runner.js';
import { openCheckpoint } from './open-checkpoint.js';
import type { FromQualityHost, QualityJob } from './quality-process.js';
import { textSequences } from './quality-text.js';
import { textLoss } from './text-loss.js';
import { loadTokenizer } from './tokenizer.js';

/** @param graphs the folder that the graph is built in */
async function measure({ folder, hash, dtype }: QualityJob, graphs: string): Promise<FromQualityHost> {
  const checkpoint = await openCheckpoint(folder);
  const { config } = checkpoint;
  const onProgress = (done: number, total: number) => tell({ type: 'building', done, total });
  const graphPath = await cachedGraph(checkpoint, hash, dtype, onProgress, graphs);
  await checkpoint.close();
  const sequences = await textSequences(await loadTokenizer(folder), config.maxPositions);
  const runner = await OnnxRunner.load({ graphPath, config, dtype });
  const { perplexity, tokens } = await textLoss(runner, sequences);
  await runner.close();
  return { type: 'measured', perplexity: Number.isFinite(perplexity) ? perplexity : null, tokens };
}

/** A graph that nobody wants afterwards gets a folder that goes with this process. */
async function inItsFolder(job: QualityJob): Promise<FromQualityHost> {
  if (job.keepGraph) return measure(job, job.cacheFolder);
  const temporary = await mkdtemp(join(modelFolder(job.hash, job.cacheFolder), 'checking-'));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  process.on('exit', remove); // nobody may be left to want the answer
  return measure(job, temporary).finally(remove);
}

const tell = (message: FromQualityHost) => process.send?.(message);

process.on('message', async (job: QualityJob) => {
  const answer = await inItsFolder(job).catch(
    ({ message }: Error): FromQualityHost => ({ type: 'failed', message }),
  );
  process.send?.(answer, () => process.exit(0));
});

// The caller decides what Ctrl-C means; without a caller nobody wants the answer.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
