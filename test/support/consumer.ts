import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as assert from 'uvu/assert';

/** A folder whose `node_modules` hold streambatch as the registry would give it, used by somebody who has nothing else. */
export class Consumer {
  readonly #env: NodeJS.ProcessEnv;

  constructor(readonly folder: string) {
    const own = Object.entries(process.env).filter(([name]) => !/^npm_|^STREAMBATCH_/i.test(name));
    this.#env = {
      ...Object.fromEntries(own),
      STREAMBATCH_CACHE: join(folder, 'cache'),
      HOME: join(folder, 'home'),
    };
    delete this.#env.ORT_DISABLE_TELEMETRY; // the package sees to that
  }

  node(...args: string[]): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, args, { cwd: this.folder, encoding: 'utf8', env: this.#env });
  }

  streambatch(...args: string[]): SpawnSyncReturns<string> {
    return this.node(this.#program, ...args);
  }

  /** Starts `serve` with the mock, and ends it afterwards. */
  async whileServing(use: (url: string) => Promise<void>): Promise<void> {
    const args = [this.#program, 'serve', '--backend', 'mock', '--mock', '2,1', '--port', '0', '--no-log'];
    const child = spawn(process.execPath, args, { cwd: this.folder, env: this.#env });
    try {
      const [said] = await once(child.stderr.setEncoding('utf8'), 'data');
      const url = / at (http:\S+);/.exec(said)?.[1];
      assert.ok(url, said);
      await use(url!);
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }

  get #program(): string {
    return join('node_modules', 'streambatch', 'dist', 'cli.js');
  }
}

const QUICK = ['--prompt-limit', '2', '--max-new-tokens', '4', '--repeats', '1', '--batch-sizes', '2'];

const rowsOf = (path: string): Record<string, string>[] =>
  parse(readFileSync(path, 'utf8'), { columns: true });

function succeeded({ status, stderr }: SpawnSyncReturns<string>): void {
  assert.is(status, 0, stderr);
}

/** What somebody who installed the package does with it; each throws where it does not work. */
export const USES: Readonly<Record<string, (consumer: Consumer) => void | Promise<void>>> = {
  'run measures the embedded model, into the current folder'(consumer) {
    succeeded(consumer.streambatch('run', ...QUICK));
    const rows = rowsOf(join(consumer.folder, 'inference_logs.csv'));
    assert.equal([rows.length, rows[0]!.model_id, rows[0]!.backend], [6, 'storyteller', 'onnx']);
    assert.ok(existsSync(join(consumer.folder, 'runs')));
    assert.not.ok(existsSync(join(consumer.folder, 'node_modules', 'streambatch', '.cache')));
    assert.not.ok(existsSync(join(consumer.folder, 'home')), 'nothing is kept in the home folder');
  },

  async 'serve has its page, and run measures it as an OpenAI-compatible server'(consumer) {
    await consumer.whileServing(async (url) => {
      for (const part of [
        '/',
        '/page/race.js',
        '/page/plotly.min.js',
        '/page/eventsource-parser.js',
        '/docs',
      ])
        assert.is((await fetch(`${url}${part}`)).status, 200, part);
      const remote = ['--backend', 'openai', '--base-url', `${url}/v1`, '--model', 'mock'];
      succeeded(consumer.streambatch('run', ...remote, ...QUICK, '--out', 'remote.csv'));
      assert.is(rowsOf(join(consumer.folder, 'remote.csv')).length, 8); // the way whole, too
    });
  },

  'load, compare and env work'(consumer) {
    const load = ['--backend', 'mock', '--mock', '2,1', '--arrivals', 'constant:8', '--duration', '500ms'];
    succeeded(consumer.streambatch('load', ...load, '--out', 'load.csv'));
    const own = 'inference_logs.csv';
    assert.match(consumer.streambatch('compare', own, own).stdout, 'cannot tell');
    const { checkout, machine } = JSON.parse(consumer.streambatch('env', '--json').stdout);
    assert.is(checkout.logRows, 6);
    assert.equal([machine.gitCommit, machine.packages['onnxruntime-node']], [null, '1.30.0']);
  },

  'what only a checkout or another package can do says so in one line'(consumer) {
    const report = consumer.streambatch('report');
    assert.is(report.status, 2);
    assert.match(
      report.stderr,
      /^streambatch: a report is an executed notebook, and only a checkout[^\n]*\n$/,
    );
    const transformers = consumer.streambatch('run', '--backend', 'transformers');
    assert.is(transformers.status, 2);
    assert.match(transformers.stderr, /streambatch: the transformers backend needs the package[^\n]*\n$/);
  },

  'both entry points can be imported; the analysis reads logs without danfo'(consumer) {
    const script = `
      import { nowMs } from 'streambatch';
      import { loadLog } from 'streambatch/analysis';
      const { rows } = await loadLog();
      console.log(typeof nowMs(), rows.length);`;
    const { stdout, stderr } = consumer.node('--input-type=module', '--eval', script);
    assert.is(stdout, 'number 6\n', stderr);
  },
};
