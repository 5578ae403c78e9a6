import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { together } from '../../src/engine/step-needs.js';

test('a step returns what the most demanding row needs', () => {
  assert.equal(together([{}, {}]), { candidates: 1, logits: false });
  assert.equal(together([{ candidates: 3 }, { logits: true }, { candidates: 2 }]), {
    candidates: 3,
    logits: true,
  });
});

test.run();
