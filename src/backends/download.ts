import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BackendError } from '../errors.js';
import type { OnProgress } from './load-progress.js';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** Address of the hub, or of the mirror that HF_ENDPOINT names, as everywhere; ends with a slash. */
export const hubOrigin = (): string =>
  `${process.env.HF_ENDPOINT ?? 'https://huggingface.co'}`.replace(/\/*$/, '/');

/** Attempts in a row that bring not one byte before a download is given up. */
const MAX_FRUITLESS_ATTEMPTS = 3;

/**
 * A `fetch` for model files: what arrives is kept in `partsDir`, so that a download cut off here or in an earlier
 * run goes on where it stopped (HTTP Range with If-Range, RFC 9110 §13–14), and the caller only ever sees a body
 * of the length that the server announced.
 * @throws BackendError when the server cannot be reached, or keeps sending less or other than it announced.
 */
export function resumableFetch(
  partsDir: string,
  onProgress: OnProgress,
  fetch: Fetch = globalThis.fetch,
): Fetch {
  return async (url, init) => {
    const headers = new Headers(init?.headers);
    if (headers.has('range')) return reach(fetch, String(url), init); // a question about the file, not a download
    await mkdir(partsDir, { recursive: true });
    const download = new Download(String(url), partsDir, headers, onProgress, fetch);
    for (let fruitless = 0; ; ) {
      const before = await download.size();
      const response = await download.attempt();
      if (response) return response;
      fruitless = (await download.size()) > before ? 0 : fruitless + 1;
      if (fruitless === MAX_FRUITLESS_ATTEMPTS) throw download.givenUp();
    }
  };
}

class Download {
  readonly #part: string;
  readonly #file: string;
  #total: number | null = null;
  #reason = '';
  readonly #url: string;
  readonly #headers: Headers;
  readonly #onProgress: OnProgress;
  readonly #fetch: Fetch;

  constructor(url: string, partsDir: string, headers: Headers, onProgress: OnProgress, fetch: Fetch) {
    this.#url = url;
    this.#headers = headers;
    this.#onProgress = onProgress;
    this.#fetch = fetch;

    this.#part = join(partsDir, createHash('sha256').update(url).digest('hex').slice(0, 32));
    this.#file = basename(new URL(url).pathname);
  }

  async size(): Promise<number> {
    return (await stat(this.#part).catch(() => null))?.size ?? 0; // not begun
  }

  /** The whole file, or an error status; undefined when it was cut off. */
  async attempt(): Promise<Response | undefined> {
    const have = await this.size();
    const response = await this.#request(have);
    if (response.status === 416) {
      await rm(this.#part, { force: true });
      this.#reason = 'the file changed on the server';
      return undefined;
    }
    if (!response.ok) return response;
    const resumed =
      response.status === 206 &&
      Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]) === have;
    await this.#receive(response, resumed ? have : 0);
    const size = await this.size();
    if (this.#total !== null && size > this.#total) {
      await rm(this.#part, { force: true });
      throw new BackendError(
        `${this.#url} sent ${size} bytes and announced ${this.#total}; nothing was kept, try again or another mirror (HF_ENDPOINT)`,
      );
    }
    return this.#total !== null && size < this.#total ? undefined : this.#finished(response, size);
  }

  givenUp(): BackendError {
    return new BackendError(
      `the download of ${this.#file} stopped at ${this.#total === null ? 'an unknown part' : `part of its ${this.#total} bytes`} (${this.#reason}); run the same command again to go on from there`,
    );
  }

  async #request(have: number): Promise<Response> {
    const headers = new Headers(this.#headers);
    headers.set('accept-encoding', 'identity');
    const etag = have > 0 ? await readFile(`${this.#part}.etag`, 'utf8').catch(() => '') : ''; // not kept
    if (etag) {
      headers.set('range', `bytes=${have}-`);
      headers.set('if-range', etag);
    }
    return reach(this.#fetch, this.#url, { headers });
  }

  async #receive(response: Response, from: number): Promise<void> {
    const length = response.headers.get('content-length');
    this.#total = length === null ? null : from + Number(length);
    await writeFile(`${this.#part}.etag`, response.headers.get('etag') ?? '');
    let loadedBytes = from;
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    body.on('data', (chunk: Buffer) => {
      loadedBytes += chunk.length;
      this.#onProgress({ step: `downloading ${this.#file}`, loadedBytes, totalBytes: this.#total });
    });
    try {
      await pipeline(body, createWriteStream(this.#part, { flags: from > 0 ? 'a' : 'w' }));
    } catch (error) {
      this.#reason = causeOf(error);
    }
  }

  /** The part lives on, nameless, until the caller has read it. */
  async #finished(response: Response, size: number): Promise<Response> {
    const body = createReadStream(this.#part);
    await once(body, 'open');
    await Promise.all([rm(this.#part), rm(`${this.#part}.etag`)]);
    const headers = new Headers(response.headers);
    headers.delete('content-range');
    headers.set('content-length', String(size));
    return new Response(Readable.toWeb(body) as ReadableStream, { status: 200, headers });
  }
}

async function reach(fetch: Fetch, url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { origin, pathname } = new URL(url);
    throw new BackendError(
      `cannot reach ${origin} for ${basename(pathname)} (${causeOf(error)}); check the network or HF_ENDPOINT, or name a local folder or the embedded model "storyteller"`,
      { cause: error },
    );
  }
}

function causeOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
}
