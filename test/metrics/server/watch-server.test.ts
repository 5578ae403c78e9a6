import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_SERVER } from '../../../src/metrics/server/server-columns.js';
import { watchServer } from '../../../src/metrics/server/watch-server.js';

/** A server of which the n-th reading finds n requests waiting. */
function counted() {
  let reads = 0;
  let fifth!: () => void;
  const five = new Promise<void>((resolve) => {
    fifth = resolve;
  });
  const metrics = async () => {
    if (++reads === 5) fifth();
    return `tgi_queue_size ${reads}\n`;
  };
  return { metrics, five, reads: () => reads };
}

test('it reads before, again and again, and after: the peak is of those between', async () => {
  const { metrics, five, reads } = counted();
  const watch = await watchServer({ metrics }, 1);
  assert.is(reads(), 1);
  const alive = setInterval(() => undefined, 1000); // the watch alone keeps no process going
  await five;
  clearInterval(alive);
  const { server_peak_waiting } = await watch.stop();
  assert.is(server_peak_waiting, reads() - 1);
});

test('a reading that does not come is left out', async () => {
  let n = 0;
  const watch = await watchServer({ metrics: async () => (++n === 1 ? 'tgi_queue_size 1\n' : null) }, 1e6);
  assert.equal(await watch.stop(), NO_SERVER);
});

test('a server that tells nothing before its first request is asked again', async () => {
  const pages = [
    'other 1\n',
    'tgi_queue_size 3\ntgi_request_queue_duration_sum 1\ntgi_request_queue_duration_count 4\n',
  ];
  const watch = await watchServer({ metrics: async () => pages.shift() ?? null }, 1e6);
  assert.equal(await watch.stop(), { ...NO_SERVER, server_queue_ms: 250 });
});

test('a server without such a page is asked once', async () => {
  for (const page of [null, '<html>404</html>']) {
    let reads = 0;
    const metrics = async () => {
      reads++;
      return page;
    };
    assert.equal(await (await watchServer({ metrics }, 1)).stop(), NO_SERVER);
    assert.is(reads, 1);
  }
});

test('what knows no server is not asked', async () => {
  assert.equal(await (await watchServer({})).stop(), NO_SERVER);
});

test.run();
