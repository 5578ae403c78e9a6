import { findSourceMap } from 'node:module';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mappingsOf } from './mappings.js';

const test = suite('coverage/mappings');

process.setSourceMapsEnabled(true);

test('every mapping of a loaded source is what Node’s reader of source maps says', async () => {
  await import('../../src/engine/engine.js');
  const map = findSourceMap(new URL('../../src/engine/engine.ts', import.meta.url).href)!;
  const mappings = mappingsOf(map.payload.mappings);
  assert.ok(mappings.length > 500);
  for (const { line, column, sourceLine } of mappings) {
    const entry = map.findEntry(line, column);
    assert.is('originalLine' in entry && entry.originalLine, sourceLine, `${line}:${column}`);
  }
});

test('no mappings, and lines without', () => {
  assert.equal(mappingsOf(''), []);
  assert.equal(mappingsOf(';;AAAA;A'), [{ line: 2, column: 0, sourceLine: 0 }]);
});

test.run();
