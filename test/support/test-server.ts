import { MockBackend } from '../../src/backends/mock/mock-backend.js';
import type { MockTimes } from '../../src/backends/spec.js';
import type { LogRow } from '../../src/results/schema.js';
import type { ServerLimits } from '../../src/server/limits.js';
import type { ServedTokenizer } from '../../src/server/served-model.js';
import { type Server, type ServerOptions, startServer } from '../../src/server/server.js';

export interface TestServer extends Server {
  /** What has been logged. */
  readonly rows: LogRow[];
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
}

export interface TestServerOptions extends Partial<Omit<ServerOptions, 'limits'>> {
  readonly limits?: Partial<ServerLimits>;
  readonly times?: Partial<MockTimes>;
}

/** A real server on a free loopback port, over the mock backend unless `start` says otherwise. */
export async function startTestServer({ times, ...options }: TestServerOptions = {}): Promise<TestServer> {
  const rows: LogRow[] = [];
  const server = await startServer({
    start: async (scheduler) =>
      new MockBackend({ times: { prefillMs: 0, decodeMs: 0, ...times }, scheduler }),
    schedulers: ['continuous', 'static', 'sequential'],
    host: '127.0.0.1',
    port: 0,
    rows: { append: async (more) => void rows.push(...more) },
    configHash: 'test',
    files: { reports: '/nowhere', log: null },
    version: '0.0.0',
    describeModel: async ({ contextLength }) => ({
      name: 'mock',
      renderChat: (turns) => turns.map(({ content }) => content).join('\n'),
      tokenizer: wordTokenizer(),
      tokenizerInfo: { tokenizer_class: 'WordTokenizer', bos_token: '<s>' },
      contextLength,
    }),
    ...options,
  });
  return {
    ...server,
    rows,
    post: (path, body, init) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
      }),
  };
}

/** One token a word, after one that begins every text, as the mock counts them. */
function wordTokenizer(): ServedTokenizer {
  const words = ['<s>'];
  const idOf = (word: string) => (words.includes(word) ? words.indexOf(word) : words.push(word) - 1);
  return {
    encode: (text, { addSpecialTokens = true } = {}) => [
      ...(addSpecialTokens ? [0] : []),
      ...text.split(' ').map(idOf),
    ],
    decode: (ids, { skipSpecialTokens = true } = {}) =>
      ids
        .filter((id) => id > 0 || !skipSpecialTokens)
        .map((id) => words[id])
        .join(' '),
    has: (id) => id < words.length,
  };
}

/** Events of a finished server-sent event text. */
export function eventsOf(text: string): { event: string | null; data: unknown }[] {
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((block) => {
      const fields = new Map(
        block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
      );
      const data = fields.get('data')!;
      return { event: fields.get('event') ?? null, data: data === '[DONE]' ? data : JSON.parse(data) };
    });
}
