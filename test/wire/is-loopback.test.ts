import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isLoopback } from '../../src/wire/is-loopback.js';

test("this machine's own addresses, and others", () => {
  for (const url of [
    'http://localhost:8000/v1',
    'http://127.0.0.1/v1',
    'http://127.1.2.3:1/v1',
    'http://[::1]:8000/v1',
  ])
    assert.ok(isLoopback(url), url);
  for (const url of ['https://host/v1', 'http://127.0.0.1.evil.net/v1', 'http://10.0.0.1:8000/v1'])
    assert.not.ok(isLoopback(url), url);
});

test.run();
