import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StopStrings } from '../src/stop-strings.js';
import { fc } from './support/fast-check.js';

function handedOut(parts: readonly string[], stop: string[]): string {
  const gate = new StopStrings(stop);
  let out = '';
  for (const part of parts) {
    out += gate.push(part);
    if (gate.stopped) return out;
  }
  return out + gate.flush();
}

test('text passes at once when there is nothing to stop at', () => {
  assert.is(new StopStrings().push('Once'), 'Once');
});

test('only what may become a stop string is held back', () => {
  const gate = new StopStrings(['END']);
  assert.equal([gate.push('the E'), gate.push('N'), gate.push('X')], ['the ', '', 'ENX']);
});

test('the earliest of several stop strings ends the text before it', () => {
  assert.is(handedOut(['one two', ' three'], ['three', 'two']), 'one ');
});

test('however the text is split, what comes out is the text before the first stop string', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
  const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 6 }), stops, (parts, stop) => {
      const whole = parts.join('');
      // The text ends at the stop string that is complete first, the longest-begun of those.
      const ends = stop.flatMap((s) => (whole.includes(s) ? [whole.indexOf(s) + s.length] : []));
      const first = Math.min(...ends);
      const expected =
        ends.length === 0
          ? whole
          : whole.slice(
              0,
              Math.min(...stop.map((s) => whole.slice(0, first).indexOf(s)).filter((i) => i >= 0)),
            );
      assert.is(handedOut(parts, stop), expected);
    }),
  );
});

test.run();
