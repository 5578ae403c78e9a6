/**
 * An OpenAI-compatible server that does nothing but write a piece of text to each of its streams every so many ms (argument),
 * with the times of the request's arrival and of that write as the text: known times, by the clock of all processes.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { nowMs } from '../../../src/clock.js';

const stepMs = Number(process.argv[2]);

const chunk = (text: string, finish_reason: string | null, usage: object | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, text, finish_reason }], usage })}\n\n`;

const server = createServer(async (request, response) => {
  const arrivedAtMs = nowMs();
  if (request.method === 'GET') return response.writeHead(404).end();
  const { max_tokens: tokens } = (await json(request)) as { max_tokens: number };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let made = 0;
  const timer = setInterval(() => {
    made++;
    const usage = made === tokens ? { prompt_tokens: 2, completion_tokens: tokens } : null;
    response.write(chunk(`${arrivedAtMs} ${nowMs()}`, usage ? 'length' : null, usage));
    if (!usage) return;
    clearInterval(timer);
    response.end('data: [DONE]\n\n');
  }, stepMs);
});

server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
