import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fitted, pageOf } from '../../src/cli/page.js';

test('a terminal is as wide as it says; a pipe has room, and keeps each sentence in one line', () => {
  assert.equal(pageOf({ isTTY: true, columns: 80 }), { columns: 80, breaksLines: true });
  assert.equal(pageOf({}), { columns: 120, breaksLines: false });
  assert.equal(pageOf({ isTTY: true, columns: 0 }), { columns: 120, breaksLines: false });
});

test("later lines of a list's item stand under its first word", () => {
  const page = { columns: 14, breaksLines: true };
  assert.is(
    fitted('Why?\n  - it is so and so\n  ? perhaps it is', page),
    'Why?\n  - it is so\n    and so\n  ? perhaps it\n    is',
  );
  assert.is(fitted('  - it is so and so', { ...page, breaksLines: false }), '  - it is so and so');
});

test.run();
