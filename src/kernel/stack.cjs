'use strict';
const { cellOf, NAME, placeIn } = require('./cells.cjs');

/** A line of a stack trace that lies in the script of a cell. */
const FRAME = new RegExp(`\\n?[^\\n]*${NAME}(\\d+):(\\d+):(\\d+)[^\\n]*`, 'g');

/** Frames of Node, of tslab and of this folder say nothing about the notebook. */
const OTHERS = /^\s+at .*(node_modules[\\/]tslab|node:|src[\\/]kernel[\\/])/;

/**
 * Text with its stack traces as a reader of the notebook wants them: places in cells as `cell [3]:2:7`, the number in front
 * of the cell, its own line and column.
 * @param {string} text
 * @param {(cell: import('./cells.cjs').Cell, place: import('./cells.cjs').Place) => string} [below] what to put under a frame
 */
function readable(text, below = () => '') {
  const placed = text
    .replace(/^(\s+at .*) \{$/gm, '$1\n{') // an error's properties outlive its last frame
    .replace(/^(\s+at (?:async )?)Proxy\./gm, '$1') // tslab's object of all variables
    .replace(FRAME, (frame, number, line, column) => {
      const cell = cellOf(Number(number));
      const place = cell && placeIn(cell, Number(line), Number(column));
      if (!place) return '';
      const named = `cell [${number}]:${place.line}:${place.column}`;
      return frame.replace(`${NAME}${number}:${line}:${column}`, named) + below(cell, place);
    });
  return placed
    .split('\n')
    .filter((line) => !OTHERS.test(line))
    .join('\n');
}

module.exports = { readable };
