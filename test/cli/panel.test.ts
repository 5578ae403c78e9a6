import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Panel, type Terminal } from '../../src/cli/panel.js';

/** A terminal that remembers what was written to it. */
function terminal(columns: number, rows: number) {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  return {
    stream: { columns, rows, write } as Terminal,
    take: () => {
      const text = written;
      written = '';
      return text;
    },
  };
}

test('room is made below, and the cursor goes back to where it was', () => {
  const { stream, take } = terminal(80, 24);
  new Panel(stream).reserve();
  assert.is(take(), `${'\n'.repeat(9)}\x1b[9A`);
});

test('lines are drawn under the cursor, in place of those before, and the cursor goes back', () => {
  const { stream, take } = terminal(20, 24);
  const panel = new Panel(stream);
  panel.show(['one two three four five', 'six']);
  assert.is(take(), '\n\x1b[J one two three four\n   five\n six\x1b[3A\r');
  panel.show(['seven']);
  assert.is(take(), '\n\x1b[J seven\x1b[1A\r');
  panel.clear();
  assert.is(take(), '\x1b[J');
});

test('a low terminal gets what fits, so that nothing scrolls', () => {
  const { stream, take } = terminal(80, 4);
  const panel = new Panel(stream);
  panel.reserve();
  assert.is(take(), '\n\n\x1b[2A');
  panel.show(['a', 'b', 'c', 'd']);
  assert.is(take(), '\n\x1b[J a\n b\x1b[2A\r');
});

test.run();
