/**
 * Notebooks go into git without outputs, counts and time stamps, so that diffs show what people wrote.
 *   node src/setup/notebook-clean.mjs --check    which notebooks of `notebooks/` are not clean; exit 1 if any
 *   node src/setup/notebook-clean.mjs --write    clean them
 *   node src/setup/notebook-clean.mjs            git's clean filter: standard input to standard output
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.mjs';

/**
 * @param {string} text of a notebook
 * @returns {string} the same notebook as it belongs in git
 */
export function cleanNotebook(text) {
  const { cells, metadata, ...rest } = JSON.parse(text);
  const { kernelspec, language_info: language } = metadata;
  const kept = {
    kernelspec,
    language_info: language && { name: language.name, file_extension: language.file_extension },
  };
  return `${JSON.stringify({ cells: cells.map(cleanCell), metadata: kept, ...rest }, null, 1)}\n`;
}

/** @param {{cell_type: string, metadata: Record<string, unknown>}} cell */
function cleanCell(cell) {
  const { execution, ExecuteTime, collapsed, scrolled, ...metadata } = cell.metadata;
  if (cell.cell_type !== 'code') return { ...cell, metadata };
  return { ...cell, metadata, execution_count: null, outputs: [] };
}

function notebooks() {
  const folder = join(checkoutRoot, 'notebooks');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ipynb') && !name.includes('.ipynb_checkpoints'))
    .map((name) => join(folder, name));
}

/** @param {string | undefined} action */
function main(action) {
  if (action === undefined) {
    process.stdout.write(cleanNotebook(readFileSync(0, 'utf8')));
    return;
  }
  const unclean = notebooks().filter(
    (file) => readFileSync(file, 'utf8') !== cleanNotebook(readFileSync(file, 'utf8')),
  );
  for (const file of unclean) {
    if (action === '--write') writeFileSync(file, cleanNotebook(readFileSync(file, 'utf8')));
    else console.error(`${file} holds outputs or counts: node src/setup/notebook-clean.mjs --write`);
  }
  if (action === '--check' && unclean.length > 0) process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) main(process.argv[2]);
