'use strict';
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { resolve } = require('node:path');
const { nameScript, newestCell } = require('./cells.cjs');
const { subjects, toCharacters, toUnits } = require('./cursor.cjs');
const { awaitsInLoop, rewritesCells } = require('./rewrite.cjs');

const ofTslab = createRequire(require.resolve('tslab/dist/main.js'));

/** tslab's own TypeScript. */
const compilerPath = ofTslab.resolve('@tslab/typescript-for-tslab');

/**
 * Lets tslab compile cells with a record of what came from where, rewritten as rewrite.cjs says, and without type
 * packages that nobody imported (tslab loads all that are installed; with them come 0.5 s and a browser's names among
 * the completions).
 * Before anything of tslab is loaded.
 */
function patchCompiler() {
  const ts = require(compilerPath);
  const options = { types: ['node'], inlineSourceMap: true };
  /** @type {Maps} of what was transpiled last: of a cell, after the files that it imports */
  let maps = [];
  // its exports cannot be changed, but what tslab gets for it can
  /** @type {any} */ (require.cache[compilerPath]).exports = {
    ...ts,
    /** @type {(files: string[], given: object, ...rest: unknown[]) => any} */
    createWatchCompilerHost(files, given, ...rest) {
      const host = ts.createWatchCompilerHost([...files, ...ownTypes()], { ...given, ...options }, ...rest);
      const { createProgram } = host;
      /** @param {unknown[]} values */
      host.createProgram = (...values) => rewritesCells(ts, createProgram(...values));
      return host;
    },
    /** @type {(source: string, settings: {compilerOptions: object}) => {outputText: string}} */
    transpileModule(source, settings) {
      const { outputText, ...made } = transpile(ts, source, settings);
      maps = made.maps;
      return { outputText };
    },
  };
  patchConverter(ts, ofTslab('./converter.js'), () => maps);
}

/**
 * What nearly every notebook here imports: read while the kernel starts, rather than when the first cell is run or completed.
 * Of the working directory, as all that tslab reads.
 */
const ownTypes = () =>
  ['dist/index.d.ts', 'dist/analysis/index.d.ts'].map((file) => resolve(file)).filter(existsSync);

/**
 * tslab's second step, from modules to CommonJS.
 * @param {any} ts
 * @param {string} source ends with the map of the first step
 * @param {{compilerOptions: object}} settings
 */
function transpile(ts, source, settings) {
  const [script = '', first] = source.split(MAP_COMMENT);
  const compilerOptions = { ...settings.compilerOptions, sourceMap: true };
  const { outputText, sourceMapText } = ts.transpileModule(script, { ...settings, compilerOptions });
  /** @type {Maps} */
  const maps = first ? [JSON.parse(Buffer.from(first, 'base64').toString()), JSON.parse(sourceMapText)] : [];
  return { outputText: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ''), maps };
}

const MAP_COMMENT = /\n\/\/# sourceMappingURL=data:application\/json;base64,/;

/** @typedef {import('node:module').SourceMapPayload[]} Maps */

/**
 * @param {any} ts
 * @param {{createConverter: (options: object) => Converter}} tslab
 * @param {() => Maps} maps
 */
function patchConverter(ts, tslab, maps) {
  const { createConverter } = tslab;
  tslab.createConverter = (options) => {
    const converter = createConverter(options);
    return { ...converter, ...keepingRecord(ts, converter, maps), ...readingCursor(ts, converter) };
  };
}

/** @typedef {import('tslab/dist/converter.js').Converter} Converter */

/** @type {(ts: any, converter: Converter, maps: () => Maps) => Pick<Converter, 'convert' | 'addModule'>} */
const keepingRecord = (ts, converter, maps) => ({
  convert(declarations, code) {
    const result = converter.convert(declarations, code);
    newestCell()?.diagnostics.push(...result.diagnostics);
    if (!result.output) return result;
    const hasToplevelAwait = result.hasToplevelAwait || awaitsInLoop(ts, code);
    return { ...result, hasToplevelAwait, output: nameScript(result.output, maps()) };
  },
  addModule(...values) {
    const diagnostics = converter.addModule(...values);
    newestCell()?.diagnostics.push(...diagnostics.map((found) => ({ ...found, fileName: undefined }))); // the cell is the file
    return diagnostics;
  },
});

/** @type {(ts: any, converter: Converter) => Pick<Converter, 'inspect' | 'complete'>} */
const readingCursor = (ts, converter) => ({
  inspect(declarations, code, cursor) {
    const places = subjects(ts, code, toUnits(code, cursor));
    const found = places.map((place) => converter.inspect(declarations, code, place));
    return /** @type {any} */ (found.find(Boolean)); // tslab's type forgets that there may be none
  },
  complete(declarations, code, cursor) {
    const found = converter.complete(declarations, code, toUnits(code, cursor));
    return { ...found, start: toCharacters(code, found.start), end: toCharacters(code, found.end) };
  },
});

module.exports = { patchCompiler };
