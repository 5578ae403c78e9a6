import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addCompiled, addPlain, type Compiled, type Lines, lengthOf } from './lines.js';
import { type FunctionCoverage, ran } from './ran.js';

/** What Node writes for each process under `NODE_V8_COVERAGE`. */
export interface ProcessCoverage {
  readonly result: readonly { readonly url: string; readonly functions: readonly FunctionCoverage[] }[];
  readonly 'source-map-cache'?: Readonly<Record<string, Compiled>>;
}

interface Script {
  readonly url: string;
  readonly compiled: Compiled | undefined;
  /** In any process. */
  readonly ran: Uint8Array;
}

/** Gathers what many processes ran of the sources in one folder. */
export class Tally {
  readonly #folder: string;
  readonly #scripts = new Map<string, Script>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  add({ result, 'source-map-cache': maps = {} }: ProcessCoverage): void {
    for (const { url, functions } of result) {
      const source = url.startsWith('file:') ? this.#sourceOf(url, maps[url]) : null;
      if (source === null) continue;
      const compiled = maps[url];
      const length = compiled ? lengthOf(compiled) : readFileSync(fileURLToPath(url), 'utf8').length;
      this.#merge({ url, compiled, ran: ran(functions, length) });
    }
  }

  /** The lines of each source that some process loaded, by its path in the folder. */
  lines(): Map<string, Lines> {
    const files = new Map<string, Lines>();
    for (const { url, compiled, ran } of this.#scripts.values()) {
      const source = this.#sourceOf(url, compiled)!;
      const lines = files.get(source) ?? new Map<number, boolean>();
      files.set(source, lines);
      if (compiled) addCompiled(lines, compiled, ran);
      else addPlain(lines, readFileSync(fileURLToPath(url), 'utf8'), ran);
    }
    return files;
  }

  /** A source is compiled the same way in many processes: what ran in one of them ran. */
  #merge(script: Script): void {
    const key = `${script.url} ${script.ran.length}`;
    const known = this.#scripts.get(key);
    if (!known) this.#scripts.set(key, script);
    else for (let i = 0; i < known.ran.length; i++) known.ran[i]! |= script.ran[i]!;
  }

  /** Path in the folder of what a script was written as; null: it is none of ours. */
  #sourceOf(url: string, compiled: Compiled | undefined): string | null {
    const written = compiled?.data?.sources[0];
    if (compiled && written === undefined) return null;
    const path = fileURLToPath(written === undefined ? url : new URL(written, url));
    const inside = relative(this.#folder, resolve(path));
    return inside.startsWith('..') || !existsSync(path) ? null : inside;
  }
}
