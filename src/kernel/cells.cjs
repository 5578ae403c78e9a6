'use strict';
const { SourceMap } = require('node:module');

/**
 * @typedef {{start: Position, end: Position, messageText: string, fileName?: string}} Diagnostic what the compiler found
 * @typedef {{offset: number, line: number, character: number}} Position counted from 0
 * @typedef {{line: number, column: number}} Place counted from 1
 * @typedef {{number: number, lines: string[], maps: SourceMap[], diagnostics: Diagnostic[]}} Cell `maps` lead back to it, last first
 */

/**
 * Every cell that ran, by its number: functions of an early one may throw in a late one.
 * @type {Map<number, Cell>}
 */
const cells = new Map();

/**
 * @param {number} number as Jupyter shows it
 * @param {string} code
 */
function beginCell(number, code) {
  /** @type {Cell} */
  const cell = { number, lines: code.split('\n'), maps: [], diagnostics: [] };
  cells.set(number, cell);
  return cell;
}

const newestCell = () => [...cells.values()].at(-1);

/** Names the script that the newest cell becomes, in V8's stack traces. */
const NAME = 'tslab-cell-';

/**
 * Keeps where the statements of the newest cell come from. V8 is told its name; the first line is left empty, since
 * tslab puts the head of a function there.
 * @param {string} script
 * @param {import('node:module').SourceMapPayload[]} maps of each step of compiling, first to last
 */
function nameScript(script, maps) {
  const newest = newestCell();
  if (newest === undefined) throw new TypeError('a script was compiled before the first cell');
  newest.maps = maps.map((map) => new SourceMap(map));
  return `\n${script}\n//# sourceURL=${NAME}${newest.number}`;
}

/**
 * Where in a cell a place in its script is; null for what tslab added.
 * @param {Cell} cell
 * @param {number} line from 1
 * @param {number} column from 1
 * @returns {Place | null}
 */
function placeIn({ maps, lines }, line, column) {
  let place = { line: line - 2, column: column - 1 }; // from 0, less the empty line
  for (const map of maps.toReversed()) {
    const entry = map.findEntry(place.line, place.column);
    if (!('originalLine' in entry) || entry.generatedLine !== place.line) return null; // tslab's own call of the cell
    place = { line: entry.originalLine, column: entry.originalColumn };
  }
  // tslab compiles a cell under one line of its own, and adds its exports after it
  return place.line < 1 || place.line > lines.length ? null : { line: place.line, column: place.column + 1 };
}

/**
 * A line of a cell, and marks under what is meant in it.
 * @param {Cell} cell
 * @param {Place} place
 * @param {number} [width] of what is meant
 */
function excerpt({ lines }, { line, column }, width = 1) {
  const text = lines[line - 1] ?? '';
  const gutter = `  ${line} | `;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const marks = '^'.repeat(Math.max(1, Math.min(width, text.length - column + 1)));
  return `${gutter}${text}\n${gutter.replace(/\d/g, ' ')}${indent}${marks}`;
}

/** @param {number} number */
const cellOf = (number) => cells.get(number);

module.exports = { NAME, beginCell, newestCell, cellOf, nameScript, placeIn, excerpt };
