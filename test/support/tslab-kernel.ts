/** The tslab kernel of this checkout, asked as a front end of Jupyter asks it, without a Jupyter. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { kernelSpec } from '../../src/setup/kernel.mjs';

const require = createRequire(import.meta.url);
const { Dealer, Subscriber } = createRequire(require.resolve('tslab/dist/main.js'))('zeromq');

/** Content of a message, as Jupyter's protocol has it. */
export interface Content {
  readonly [name: string]: unknown;
}

/** What a cell came to. */
export interface Ran {
  readonly status: string;
  /** Of its output, in order. */
  readonly text: string;
  /** Lines of its error, as a reader sees them. */
  readonly traceback: string;
}

const KEY = 'secret';
const CHANNELS = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const;

/** One part after the other: a delimiter, a signature, then header, parent, metadata and content. */
function packed(type: string, content: Content): { id: string; parts: string[] } {
  const id = randomUUID();
  const header = { msg_id: id, msg_type: type, username: '', session: 'test', version: '5.3' };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  const signature = createHmac('sha256', KEY);
  for (const part of parts) signature.update(part);
  return { id, parts: ['<IDS|MSG>', signature.digest('hex'), ...parts] };
}

interface Message {
  readonly type: string;
  readonly parent: string;
  readonly content: Content;
}

function unpacked(frames: readonly Buffer[]): Message {
  const at = frames.findIndex((frame) => frame.toString() === '<IDS|MSG>');
  const [header, parent, , content] = frames.slice(at + 2).map((frame) => JSON.parse(frame.toString()));
  return { type: header.msg_type, parent: parent.msg_id, content };
}

/** A kernel whose sockets are files of `folder`. */
export class TslabKernel {
  readonly #child: ChildProcess;
  readonly #shell = new Dealer();
  readonly #iopub = new Subscriber();

  constructor(folder: string) {
    const ip = join(folder, 'kernel');
    const ports = Object.fromEntries(CHANNELS.map((name, i) => [`${name}_port`, i + 1]));
    const connection = join(folder, 'connection.json');
    const signed = { key: KEY, signature_scheme: 'hmac-sha256' };
    writeFileSync(connection, JSON.stringify({ transport: 'ipc', ip, ...signed, ...ports }));
    // in a group of its own, as Jupyter starts it: an interrupt goes to all of the group
    this.#child = spawn(process.execPath, [join(kernelSpec, 'launch.cjs'), connection], {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#iopub.subscribe();
    this.#shell.connect(`ipc://${ip}:1`);
    this.#iopub.connect(`ipc://${ip}:2`);
  }

  async #next(socket: { receive(): Promise<Buffer[]> }, parent: string): Promise<Message> {
    for (;;) {
      const message = unpacked(await socket.receive());
      if (message.parent === parent) return message;
    }
  }

  /** The reply to one request. */
  async ask(type: string, content: Content): Promise<Content> {
    const { id, parts } = packed(type, content);
    await this.#shell.send(parts);
    return (await this.#next(this.#shell, id)).content;
  }

  /** The kernel answers, and what it publishes arrives. */
  async ready(): Promise<void> {
    await this.ask('kernel_info_request', {});
    await this.run('0');
  }

  /** @param onOutput called with every text that the cell writes */
  async run(code: string, onOutput: (text: string) => void = () => {}): Promise<Ran> {
    const { id, parts } = packed('execute_request', { code, silent: false });
    await this.#shell.send(parts);
    const ran = { text: '', traceback: '' };
    for (;;) {
      const { type, content } = await this.#next(this.#iopub, id);
      if (type === 'stream') {
        ran.text += content.text;
        onOutput(String(content.text));
      }
      if (type === 'error') ran.traceback = (content.traceback as string[]).join('\n');
      if (content.execution_state === 'idle') break;
    }
    const { content } = await this.#next(this.#shell, id);
    return { ...ran, status: String(content.status) };
  }

  /** As the button with the square does. */
  interrupt(): void {
    process.kill(-this.#child.pid!, 'SIGINT');
  }

  async close(): Promise<void> {
    const exited = once(this.#child, 'exit');
    await this.#shell.send(packed('shutdown_request', { restart: false }).parts);
    await exited;
    this.#shell.close();
    this.#iopub.close();
  }
}
