import { type Command, InvalidArgumentError } from 'commander';
import { describeBackend } from '../backends/registry.js';
import { defaultLog, reportFolder } from '../checkout.mjs';
import { log } from '../logging.js';
import { parseLimits } from '../server/limits.js';
import { SCHEDULERS, type Scheduler } from '../ways.js';
import { keyIn } from './api-key.js';
import { list, port, positiveInteger } from './arguments.js';
import { addModelOptions, type ModelFlags, splitModelFlags } from './model-options.js';
import { packageVersion } from './package-version.js';
import { tellParent } from './tell-parent.js';
import { usually } from './usually.js';

interface ServeFlags extends ModelFlags {
  host: string;
  port: number;
  mock?: { prefillMs: number; decodeMs: number };
  schedulers?: [Scheduler, ...Scheduler[]];
  requireKeyEnv?: string;
  insecure?: boolean;
  log: string | false;
  maxPending?: number;
  maxNewTokens?: number;
  maxPromptTokens?: number;
  requestTimeout?: number;
}

/** `streambatch serve`: one model over HTTP, every request a row of the log. */
export function addServe(program: Command): void {
  const limits = parseLimits({});
  const serve = program
    .command('serve')
    .description('serve a model over HTTP: /stream, /batch, the OpenAI protocol, and the race page at /');
  addModelOptions(serve)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--port <n>', 'port; 0: any free one', port, 8000)
    .option(
      '--schedulers <list>',
      `what is offered; the first is for requests that name none: ${SCHEDULERS.join(', ')} (default: all that the backend has)`,
      schedulers,
    )
    .option('--mock <times>', 'prefill and decode of the mock backend, ms, like 20,5', mockTimes)
    .option('--require-key-env <name>', 'environment variable that holds the key callers must send')
    .option('--insecure', 'serve a network without a key')
    .option('--log <file>', 'the log to append to', defaultLog)
    .option('--no-log', 'write no log')
    .option(
      '--max-pending <n>',
      `requests waiting or running; one more is answered 429${usually(limits.pending)}`,
      positiveInteger,
    )
    .option(
      '--max-new-tokens <n>',
      `most tokens one request may ask for${usually(limits.maxNewTokens)}`,
      positiveInteger,
    )
    .option(
      '--max-prompt-tokens <n>',
      `longest prompt, tokens${usually(limits.promptTokens)}`,
      positiveInteger,
    )
    .option(
      '--request-timeout <ms>',
      `most time for one request, ms${usually(limits.requestMs)}`,
      positiveInteger,
    )
    .action(run);
}

async function run(flags: ServeFlags): Promise<void> {
  const orphaned = parentEnd();
  const [{ startServer }, { openLog }, served] = await Promise.all([
    import('../server/server.js'),
    import('../results/log.js'),
    import('./served-spec.js'),
  ]);
  const spec = served.parseSpec({ ...splitModelFlags(flags).backend, mock: flags.mock });
  const backend = describeBackend(spec.backend);
  const limits = {
    pending: flags.maxPending,
    maxNewTokens: flags.maxNewTokens,
    promptTokens: flags.maxPromptTokens,
    requestMs: flags.requestTimeout,
  };
  const rows = flags.log ? await openLog(flags.log, { warn: (message) => log.warn(message) }) : null;
  const server = await startServer({
    host: flags.host,
    port: flags.port,
    version: packageVersion(),
    apiKey: keyIn('--require-key-env', flags.requireKeyEnv),
    insecure: flags.insecure,
    limits,
    rows: rows ?? { append: async () => undefined },
    start: served.startBackend(spec),
    schedulers: flags.schedulers ?? backend.schedulers,
    sequentialIsStatic: backend.sequentialIsStatic,
    configHash: served.hashOf({ spec, limits }),
    files: { reports: reportFolder, log: flags.log || null },
    describeModel: (info) => served.describeModel(spec, info),
  });
  tellParent({ type: 'serving', url: server.url });
  process.stderr.write(`streambatch serves ${server.modelName} at ${server.url}; Ctrl-C ends it\n`);
  await Promise.race([stopSignal(), orphaned]);
  process.stderr.write('finishing the requests in flight; Ctrl-C again ends at once\n');
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(130));
  await server.close();
  await rows?.close();
}

/** Ctrl-C, or what a service manager sends: for a server neither is a failure. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
}

/** The process that forked this one has ended; never without one. */
function parentEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.once('disconnect', () => resolve());
    process.channel?.unref(); // it must not keep a closed server running
  });
}

function schedulers(text: string): [Scheduler, ...Scheduler[]] {
  const [first, ...rest] = list(text).map((name) => {
    const scheduler = SCHEDULERS.find((known) => known === name);
    if (!scheduler) throw new InvalidArgumentError(`"${name}" is none of ${SCHEDULERS.join(', ')}.`);
    return scheduler;
  });
  return [first!, ...rest];
}

/** `20,5`: prefill and decode of the mock backend, ms. */
function mockTimes(text: string): { prefillMs: number; decodeMs: number } {
  const [prefillMs, decodeMs] = list(text).map(Number);
  if (!(prefillMs! >= 0 && decodeMs! >= 0)) throw new InvalidArgumentError('two times in ms, like 20,5.');
  return { prefillMs: prefillMs!, decodeMs: decodeMs! };
}
