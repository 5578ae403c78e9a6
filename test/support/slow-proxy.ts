import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { nowMs } from '../../src/clock.js';
import { startHttpServer } from './http-server.js';

/**
 * Stands before a server and passes everything on; what comes in pieces, so that each lies `stretch` times as far behind the
 * first as it came: 1.1 makes every gap a tenth longer. 1 is the same way without a delay.
 */
export const startSlowProxy = (target: string, stretch: number) =>
  startHttpServer((asked, response) => {
    const { method, headers, url } = asked;
    const upstream = request(new URL(url!, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      passOn(answer, response, stretch);
    });
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    asked.pipe(upstream);
  });

function passOn(answer: IncomingMessage, response: ServerResponse, stretch: number): void {
  let firstAtMs: number | undefined;
  let last = Promise.resolve();
  answer.on('data', (piece: Buffer) => {
    const atMs = nowMs();
    firstAtMs ??= atMs;
    const dueAtMs = firstAtMs + stretch * (atMs - firstAtMs);
    last = last.then(async () => {
      const waitMs = dueAtMs - nowMs();
      if (waitMs > 0) await setTimeout(waitMs);
      response.write(piece);
    });
  });
  answer.on('end', () => void last.then(() => response.end()));
}
