import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkoutRoot } from '../../../src/checkout.mjs';
import { BackendError } from '../../../src/errors.js';
import { startLocalServer } from '../../../src/load/local-server.js';
import { getJson } from '../../../src/wire/client.js';
import type { Subject } from './observe.js';

/** A server, and how to end it. */
export interface Started {
  readonly subject: Subject;
  close(): Promise<void>;
}

/** Ours, over the mock with known times or the embedded model. */
export async function startOurs(backend: 'mock' | 'onnx'): Promise<Started> {
  const server = await startLocalServer(
    backend === 'mock' ? { backend, mock: '5,1', schedulers: 'continuous' } : { schedulers: 'continuous' },
  );
  return { subject: await subjectAt('streambatch', server.url), close: server.close };
}

/** The embedded model has no template: a chat is its text. */
const PLAIN_CHAT = '{{ messages[-1].content }}';

/** vLLM out of a virtual environment, with what shows most of it: dev mode, cached tokens, small blocks, few at once. */
export const startVllm = (venv: string): Promise<Started> =>
  start('vLLM', (port) => ({
    command: join(venv, 'bin', 'vllm'),
    args: [
      ...[
        'serve',
        join(checkoutRoot, 'data', 'models', 'storyteller'),
        '--host',
        '127.0.0.1',
        '--port',
        `${port}`,
      ],
      ...[
        '--served-model-name',
        'storyteller',
        '--dtype',
        'float32',
        '--enforce-eager',
        '--max-model-len',
        '512',
      ],
      ...['--enable-prompt-tokens-details', '--max-num-seqs', '8', '--chat-template', PLAIN_CHAT],
    ],
    env: {
      VLLM_CPU_KVCACHE_SPACE: '1',
      VLLM_SERVER_DEV_MODE: '1',
      VLLM_NO_USAGE_STATS: '1',
      HF_HUB_OFFLINE: '1',
    },
  }));

/** llama-cpp-python's server out of a virtual environment. */
export const startLlama = (venv: string, gguf: string): Promise<Started> =>
  start(
    'llama-cpp-python',
    (port) => ({
      command: join(venv, 'bin', 'python'),
      args: [
        ...['-m', 'llama_cpp.server', '--model', gguf, '--host', '127.0.0.1', '--port', `${port}`],
        ...['--interrupt_requests', 'false', '--n_ctx', '2048'],
      ],
    }),
    gguf,
  );

/** A server that was there before. */
export async function subjectAt(name: string, url: string, tokenizer?: string): Promise<Subject> {
  const { data } = (await getJson(`${url}/v1/models`)) as { data: { id: string }[] };
  return { name, url, model: data[0]!.id, tokenizer };
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function start(
  name: string,
  commandAt: (port: number) => Command,
  tokenizer?: string,
): Promise<Started> {
  const port = await freePort();
  const { command, args, env } = commandAt(port);
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const close = async () => {
    child.kill(); // its workers end with it
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([answering(url), gone(name, command, ended)]);
    return { subject: await subjectAt(name, url, tokenizer), close };
  } catch (error) {
    child.kill();
    throw error;
  }
}

/** @throws BackendError when it ends before it serves */
async function gone(name: string, command: string, ended: Promise<unknown[]>): Promise<never> {
  const [code] = await ended.catch((cause: Error) => [cause.message]);
  throw new BackendError(
    `${name} did not start (${command}: ${code}); start it yourself, and give its address`,
  );
}

/** Resolves when it lists its models: minutes, where a large one is loaded. */
async function answering(url: string): Promise<void> {
  for (;;) {
    try {
      await getJson(`${url}/v1/models`);
      return;
    } catch {
      await delay(1000); // not yet
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
