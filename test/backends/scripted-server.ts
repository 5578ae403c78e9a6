import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedServer {
  readonly baseUrl: string;
  /** Bodies of the generation requests, in order. */
  readonly bodies: Record<string, unknown>[];
  /** Their headers. */
  readonly headers: IncomingHttpHeaders[];
  /** Resolves when a client has left before its answer was complete. */
  readonly left: Promise<void>;
  close(): Promise<void>;
}

/** Plays the server's part of one generation request. */
export type Script = (response: ServerResponse, n: number) => void;

/** An OpenAI-compatible server that does what a script says; it does not list its models. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const bodies: Record<string, unknown>[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let leave!: () => void;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return response.writeHead(404).end();
    let text = '';
    for await (const chunk of request) text += chunk;
    headers.push(request.headers);
    bodies.push(JSON.parse(text));
    response.on('close', () => response.writableFinished || leave());
    return script(response, bodies.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies,
    headers,
    left,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with these bytes in these pieces, each a packet of its own to the client's parser. */
export function sendPieces(response: ServerResponse, pieces: readonly (string | Uint8Array)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const piece of pieces) if (piece.length > 0) response.write(piece);
  response.end();
}

/** Server-sent events of these chunks, with [DONE]. */
export const events = (chunks: readonly unknown[], done = true): string =>
  [
    ...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
    ...(done ? ['data: [DONE]\n\n'] : []),
  ].join('');
