import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request for tokens that passed by, and the form of its answer. */
export interface Passed {
  readonly prompt: string;
  /** What `stream` said, and what came back. */
  readonly stream: boolean;
  readonly contentType: string;
  /** Requests under way with it, itself included, when it came. */
  readonly atOnce: number;
  /** Events with text in them; 0 before the answer has ended, and for a whole one. */
  chunks: number;
}

/** Stands before a server and notes what it is asked for: what a client truly sends, whatever it says of itself. */
export async function recordingProxy(target: string) {
  const passed: Passed[] = [];
  let underWay = 0;
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const isAsked = request.method === 'POST' && /completions$/.test(request.url!);
    if (isAsked) underWay++;
    const atOnce = underWay;
    response.once('close', () => isAsked && underWay--);
    const { method, headers } = request;
    const upstream = ask(new URL(request.url!, target), { method, headers }, (answer) => {
      if (isAsked) note(passed, passing(body, answer, atOnce), answer);
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', (error) => response.destroy(error));
    upstream.end(body);
  };
  const server = createServer((request, response) => void pass(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    passed,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function note(passed: Passed[], one: Passed, answer: IncomingMessage): void {
  passed.push(one);
  let text = '';
  answer.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  answer.on('end', () => {
    if (one.stream) one.chunks = text.match(TEXT)?.length ?? 0;
  });
}

/** Of a completion, not empty. */
const TEXT = /"text": ?"[^"]/g;

function passing(body: Buffer, { headers }: IncomingMessage, atOnce: number): Passed {
  const { prompt, stream } = JSON.parse(body.toString()) as { prompt?: string; stream?: boolean };
  return {
    prompt: prompt ?? '',
    stream: stream === true,
    contentType: headers['content-type'] ?? '',
    atOnce,
    chunks: 0,
  };
}
