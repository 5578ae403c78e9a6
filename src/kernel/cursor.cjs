'use strict';

/**
 * Jupyter counts a cursor in characters, TypeScript in UTF-16 units: they differ behind an emoji.
 * @param {string} code
 * @param {number} characters
 */
const toUnits = (code, characters) => [...code].slice(0, characters).join('').length;

/**
 * @param {string} code
 * @param {number} units
 */
const toCharacters = (code, units) => [...code.slice(0, units)].length;

/**
 * Where to look for what the cursor asks about, best first: the name that it is in or behind, and the function in whose
 * call it is. The call may be unfinished.
 * @param {any} ts the compiler
 * @param {string} code
 * @param {number} cursor
 * @returns {number[]}
 */
function subjects(ts, code, cursor) {
  const called = calledAt(ts, code, cursor);
  if (called === null) return [cursor];
  return /[\w$.]$/.test(code.slice(0, cursor)) ? [cursor, called] : [called, cursor];
}

/**
 * Where the function's name stands in whose call the cursor is; null outside of calls.
 * @param {any} ts the compiler
 * @param {string} code
 * @param {number} cursor
 * @returns {number | null}
 */
function calledAt(ts, code, cursor) {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest);
  /** @type {number | null} */
  let callee = null;
  /** @param {any} node */
  const visit = (node) => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && holds(node, code, cursor)) {
      const { expression } = node;
      callee = (ts.isPropertyAccessExpression(expression) ? expression.name : expression).getStart(file);
    }
    ts.forEachChild(node, visit); // an inner call comes later, and counts
  };
  visit(file);
  return callee;
}

/** @type {(node: any, code: string, cursor: number) => boolean} */
const holds = (node, code, cursor) =>
  node.arguments !== undefined &&
  cursor >= node.arguments.pos &&
  (cursor <= node.end || code[node.end - 1] !== ')');

module.exports = { toUnits, toCharacters, subjects };
