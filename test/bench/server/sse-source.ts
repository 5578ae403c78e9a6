/**
 * A server that does nothing but write tokens on time, each stamped just before its write: what its client stamps later
 * than that is the client's own error. Speaks as much of streambatch's protocol as a load needs; told its step in ms.
 */
import { createServer, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { MockBackend } from '../../../src/backends/mock/mock-backend.js';
import { nowMs, waitUntil } from '../../../src/clock.js';

const stepMs = Number(process.argv[2]);
const { info } = new MockBackend();
const NO_MEMORY = { peak_memory_mb: null, baseline_memory_mb: null, memory_method: null };

interface Stream {
  readonly response: ServerResponse;
  readonly tokens: number;
  sent: number;
}
const open = new Set<Stream>();

const event = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function sendNext(stream: Stream): void {
  const { response, tokens } = stream;
  const index = stream.sent++;
  response.write(event('token', { request: 0, index, token_id: index, text: ' w', emitted_at_ms: nowMs() }));
  if (stream.sent < tokens) return;
  open.delete(stream);
  const counts = { prompt_tokens: 2, output_len: tokens, computed_tokens: tokens };
  response.end(event('finish', { request: 0, finish_reason: 'length', ...counts, ...NO_MEMORY }));
}

const server = createServer(async (request, response) => {
  if (request.url === '/info') return response.end(JSON.stringify(info));
  const { max_new_tokens } = (await json(request)) as { max_new_tokens: number };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  open.add({ response, tokens: max_new_tokens, sent: 0 });
});

async function main(): Promise<void> {
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as { port: number }).port));
  process.on('disconnect', () => process.exit(0));
  for (let due = nowMs() + stepMs; ; due += stepMs) {
    await waitUntil(due);
    for (const stream of open) sendNext(stream);
  }
}

void main();
