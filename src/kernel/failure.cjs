'use strict';
const { inspect } = require('node:util');
const { excerpt } = require('./cells.cjs');
const { isInterrupt } = require('./interrupt.cjs');
const { readable } = require('./stack.cjs');

/** @typedef {{ename: string, evalue: string, traceback: string[]}} Failure content of an `error` message */

/**
 * What does not compile: each finding at its place, with its line.
 * @param {import('./cells.cjs').Cell} cell
 * @returns {Failure}
 */
function describeDiagnostics(cell) {
  const findings = joined(cell.diagnostics);
  const [{ start, messageText }] = /** @type {[Diagnostic]} */ (findings);
  return {
    ename: 'TypeScriptError',
    evalue: `${start.line + 1}:${start.character + 1} - ${messageText.split('\n')[0]}`,
    traceback: findings.flatMap((finding) => describeDiagnostic(cell, finding)),
  };
}

/** @typedef {import('./cells.cjs').Diagnostic} Diagnostic */

/**
 * The reasons of a finding follow it, at the same place.
 * @param {readonly Diagnostic[]} diagnostics
 */
function joined(diagnostics) {
  /** @type {Diagnostic[]} */
  const findings = [];
  for (const diagnostic of diagnostics) {
    const last = findings.at(-1);
    if (last?.start.offset !== diagnostic.start.offset) findings.push({ ...diagnostic });
    else last.messageText += `\n  ${diagnostic.messageText}`;
  }
  return findings;
}

/**
 * @param {import('./cells.cjs').Cell} cell
 * @param {Diagnostic} finding
 */
function describeDiagnostic(cell, { start, end, messageText, fileName }) {
  const place = { line: start.line + 1, column: start.character + 1 };
  const file = fileName ?? `cell [${cell.number}]`;
  const width = end.line === start.line ? end.character - start.character : Number.POSITIVE_INFINITY;
  const lines = [`TypeScriptError: ${messageText}`, `    at ${file}:${place.line}:${place.column}`];
  return fileName ? lines : [...lines, excerpt(cell, place, width)];
}

/**
 * The first of the errors of a cell that ran.
 * @param {readonly unknown[]} errors
 * @returns {Failure}
 */
function describeErrors([error]) {
  if (isInterrupt(error)) return INTERRUPTED;
  if (error === null || typeof error !== 'object' || !('message' in error)) {
    return { ename: 'Error', evalue: inspect(error), traceback: [`Error: ${inspect(error)}`] };
  }
  return {
    ename: String('name' in error ? error.name : 'Error'),
    evalue: String(error.message),
    traceback: traceback(error),
  };
}

const INTERRUPTED = { ename: 'Interrupted', evalue: 'by you', traceback: ['Interrupted.'] };

/** The compiled line with a mark under it, which `vm` puts before an error. */
const ARROW = /^\S+:\d+\n.*\n *\^+\n+/;

/**
 * The error with its frames, under the first one in a cell the line itself.
 * @param {unknown} error
 */
function traceback(error) {
  let shown = false;
  const text = readable(inspect(error).replace(ARROW, ''), (cell, place) => {
    if (shown) return '';
    shown = true;
    return `\n${excerpt(cell, place)}`;
  });
  return text.split('\n');
}

module.exports = { describeDiagnostics, describeErrors };
