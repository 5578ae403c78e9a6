import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { modelFolder } from '../support/golden.js';

/** What goes wrong with the next request for the weights. */
export type Fault = 'cut-off' | 'too-short' | 'no-range';

export interface FakeHub {
  readonly endpoint: string;
  /** `<file> <range or whole>` of every request. */
  readonly requests: string[];
  /** Taken in order, one for each request of the weights. */
  readonly faults: Fault[];
  close(): Promise<void>;
}

const ETAG = '"weights-v1"';

/** A hub on loopback that has one model, "owner/tiny": the embedded one. */
export async function startFakeHub(): Promise<FakeHub> {
  const requests: string[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    const file = /^\/owner\/tiny\/resolve\/main\/(.+)$/.exec(request.url ?? '')?.[1];
    requests.push(`${file} ${request.headers.range ?? 'whole'}`);
    const content = file && readOrNull(file);
    if (!content) response.writeHead(404).end();
    else send(request, response, content, file.endsWith('.onnx') ? faults.shift() : undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    faults,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function readOrNull(file: string): Buffer | null {
  try {
    return readFileSync(join(modelFolder, file));
  } catch {
    return null; // the hub has no such file
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  fault: Fault | undefined,
): void {
  const range = fault === 'no-range' ? undefined : /^bytes=(\d+)-/.exec(request.headers.range ?? '');
  const from = range && request.headers['if-range'] === ETAG ? Number(range[1]) : 0;
  const body = content.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    etag: ETAG,
    'content-length': body.length,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
  });
  if (!fault || fault === 'no-range') response.end(body);
  else response.write(body.subarray(0, fault === 'cut-off' ? body.length / 2 : 0), () => response.destroy());
}
