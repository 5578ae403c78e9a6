import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanNotebook } from '../../src/setup/notebook-clean.mjs';

const executed = {
  cells: [
    { cell_type: 'markdown', id: 'a', metadata: { collapsed: true }, source: ['# Título\n'] },
    {
      cell_type: 'code',
      execution_count: 7,
      id: 'b',
      metadata: { execution: { 'iopub.execute_input': '2026-01-01T00:00:00Z' }, tags: ['parameters'] },
      outputs: [{ output_type: 'stream', name: 'stdout', text: ['3\n'] }],
      source: ['1 + 2'],
    },
  ],
  metadata: {
    kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
    language_info: {
      name: 'typescript',
      version: '3.7.2',
      file_extension: '.ts',
      mimetype: 'text/typescript',
    },
    widgets: {},
  },
  nbformat: 4,
  nbformat_minor: 5,
};

test('outputs, counts, time stamps and machine details go; sources, tags and the order of keys stay', () => {
  const clean = cleanNotebook(JSON.stringify(executed));
  assert.is(
    clean,
    `${JSON.stringify(
      {
        cells: [
          { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Título\n'] },
          {
            cell_type: 'code',
            execution_count: null,
            id: 'b',
            metadata: { tags: ['parameters'] },
            outputs: [],
            source: ['1 + 2'],
          },
        ],
        metadata: {
          kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
          language_info: { name: 'typescript', file_extension: '.ts' },
        },
        nbformat: 4,
        nbformat_minor: 5,
      },
      null,
      1,
    )}\n`,
  );
});

test('a clean notebook stays as it is, byte for byte', () => {
  const clean = cleanNotebook(JSON.stringify(executed));
  assert.is(cleanNotebook(clean), clean);
});

test.run();
