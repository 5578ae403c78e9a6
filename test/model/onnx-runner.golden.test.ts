import type { InferenceSession } from 'onnxruntime-node';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadModel } from '../../src/model/load.js';
import type { OnnxRunner } from '../../src/model/onnx-runner.js';
import { loadOnnxruntime } from '../../src/model/onnxruntime.js';
import type { ModelDtype } from '../../src/model/runner.js';
import { golden, modelFolder } from '../support/golden.js';

// golden.json: greedy continuations and first logits of the embedded model, computed in PyTorch (data/models/storyteller/README.md)
const test = suite('the runner against PyTorch');

async function withRunner<T>(dtype: ModelDtype, use: (runner: OnnxRunner) => Promise<T>): Promise<T> {
  const { runner } = await loadModel({ folder: modelFolder, dtype });
  try {
    return await use(runner);
  } finally {
    await runner.close();
  }
}

/** The next token after every golden prefix, each prompt by itself. */
async function alone(runner: OnnxRunner): Promise<number[][]> {
  const predictions: number[][] = [];
  for (const { prompt_ids, greedy_ids } of golden) {
    const slot = runner.allocate(prompt_ids.length + greedy_ids.length);
    let output = await runner.prefill(slot, prompt_ids, true);
    const predicted = [output.tokenIds[0]!];
    for (const token of greedy_ids.slice(0, -1)) {
      output = await runner.decode([{ slot, token }]);
      predicted.push(output.tokenIds[0]!);
    }
    predictions.push(predicted);
    runner.free(slot);
  }
  return predictions;
}

/** As `alone`, all prompts in one batch that shrinks as they end. */
async function together(runner: OnnxRunner): Promise<number[][]> {
  const rows = [];
  for (const { prompt_ids, greedy_ids } of golden) {
    const slot = runner.allocate(prompt_ids.length);
    const output = await runner.prefill(slot, prompt_ids, true);
    rows.push({ slot, greedy_ids, predicted: [output.tokenIds[0]!] });
  }
  for (let step = 0; ; step++) {
    for (const row of rows) if (step === row.greedy_ids.length - 1) runner.free(row.slot);
    const live = rows.filter((row) => step < row.greedy_ids.length - 1);
    if (live.length === 0) return rows.map((row) => row.predicted);
    const output = await runner.decode(
      live.map(({ slot, greedy_ids }) => ({ slot, token: greedy_ids[step]! })),
    );
    for (const [i, row] of live.entries()) row.predicted.push(output.tokenIds[i]!);
  }
}

const expected = golden.map((entry) => entry.greedy_ids);

function agreement(predictions: number[][]): number {
  const hits = predictions.flatMap((row, i) =>
    row.map((token, j): number => (token === expected[i]![j] ? 1 : 0)),
  );
  return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
}

test('fp32: every golden token, alone and in a mixed batch', () =>
  withRunner('fp32', async (runner) => {
    assert.equal(await alone(runner), expected);
    assert.equal(await together(runner), expected);
  }));

test('fp32: first-step logits within 1e-3', () =>
  withRunner('fp32', async (runner) => {
    for (const { prompt_ids, first_logits } of golden) {
      const slot = runner.allocate(prompt_ids.length);
      const { logits } = await runner.prefill(slot, prompt_ids, true, { logits: true });
      for (const [id, logit] of first_logits.entries()) {
        assert.ok(Math.abs(logits![id]! - logit) < 1e-3, `token ${id}: ${logits![id]}, not ${logit}`);
      }
      runner.free(slot);
    }
  }));

test('fp32: a prompt prefilled in chunks gives the same tokens', () =>
  withRunner('fp32', async (runner) => {
    for (const { prompt_ids, greedy_ids } of golden) {
      const slot = runner.allocate(prompt_ids.length);
      assert.is(await runner.prefill(slot, prompt_ids.slice(0, 2), false), null);
      const output = await runner.prefill(slot, prompt_ids.slice(2), true);
      assert.is(output.tokenIds[0], greedy_ids[0]);
      runner.free(slot);
    }
  }));

test('int8: at least 95 % of the tokens, alone and in a mixed batch', () =>
  withRunner('int8', async (runner) => {
    assert.ok(agreement(await alone(runner)) >= 0.95);
    assert.ok(agreement(await together(runner)) >= 0.95);
  }));

test('fp32: a step that fails says why, and leaves the slot as it was', () =>
  withRunner('fp32', async (runner) => {
    const { prompt_ids, greedy_ids } = golden[0]!;
    const slot = runner.allocate(prompt_ids.length);
    const first = await runner.prefill(slot, prompt_ids, true);
    const failure = await runner.decode([{ slot, token: runner.config.vocab }]).catch(String);
    assert.match(`${failure}`, /out of (data )?bounds/);
    assert.is(slot.length, prompt_ids.length);
    const second = await runner.decode([{ slot, token: first.tokenIds[0]! }]);
    assert.is(second.tokenIds[0], greedy_ids[1]);
  }));

test('the binding gives up at the output "end", before it copies the cache', () =>
  withRunner('fp32', async (runner) => {
    type Run = (feeds: object, fetches: object) => Promise<InferenceSession.ReturnType>;
    const { prototype: sessions } = loadOnnxruntime().InferenceSession as unknown as {
      prototype: { run: Run };
    };
    const { run } = sessions;
    let ending = '';
    sessions.run = function (feeds, fetches) {
      return run.call(this, feeds, fetches).catch((error) => {
        ending = String(error);
        throw error;
      });
    };
    try {
      await runner.prefill(runner.allocate(4), [1, 2, 3, 4], true);
    } finally {
      sessions.run = run;
    }
    assert.match(ending, /^Error: Non tensor type/, 'onnxruntime-node converts it now: see END_REACHED');
  }));

test.run();
