import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventsOf, startTestServer, type TestServer } from '../support/test-server.js';

const test = suite<{ server: TestServer }>('routes');
test.before(async (context) => {
  context.server = await startTestServer();
});
test.after(({ server }) => server.close());

test('/stream: one event a token, then the measures', async ({ server }) => {
  const response = await server.post('/stream', { prompt: 'Once', max_new_tokens: 5, force_length: true });
  assert.is(response.status, 200);
  assert.match(response.headers.get('content-type')!, 'text/event-stream');
  const events = eventsOf(await response.text());
  assert.equal(
    events.map(({ event }) => event),
    ['token', 'token', 'token', 'token', 'token', 'finish'],
  );
  const indices = events.slice(0, -1).map(({ data }) => (data as { index: number }).index);
  assert.equal(indices, [0, 1, 2, 3, 4]);
  const finish = events.at(-1)!.data as Record<string, unknown>;
  assert.is(finish.status, 'ok');
  assert.is(finish.output_len, 5);
  assert.ok((finish.ttft_ms as number) <= (finish.total_latency_ms as number));
});

test('/batch gives the tokens that /stream gives, in the order of the prompts, and no ttft', async ({
  server,
}) => {
  const prompts = ['Once', 'Twice'];
  const body = { max_new_tokens: 4, force_length: true };
  const batch = await (await server.post('/batch', { prompts, ...body })).json();
  for (const [i, prompt] of prompts.entries()) {
    const events = eventsOf(await (await server.post('/stream', { prompt, ...body })).text());
    const tokens = events.slice(0, -1).map(({ data }) => (data as { token_id: number }).token_id);
    assert.equal(batch.results[i].token_ids, tokens);
    assert.is(batch.results[i].ttft_ms, null);
    assert.is(batch.results[i].output_hash, (events.at(-1)!.data as Record<string, unknown>).output_hash);
  }
});

test('every request is a row of the log', async ({ server }) => {
  const before = server.rows.length;
  await server.post('/batch', {
    prompts: ['a', 'b'],
    max_new_tokens: 3,
    scheduler: 'static',
    prompt_id: 'p',
  });
  await (await server.post('/stream', { prompt: 'a', max_new_tokens: 3 })).text();
  const rows = server.rows.slice(before);
  assert.equal(
    rows.map((row) => [
      row.mode,
      row.scheduler,
      row.batch_size,
      row.prompt_id,
      row.status,
      row.request_index,
    ]),
    [
      ['batch', 'static', 2, 'p', 'ok', before],
      ['batch', 'static', 2, 'p', 'ok', before + 1],
      ['stream', 'continuous', 1, 'http', 'ok', before + 2],
    ],
  );
});

test('/healthz, /health, /readyz, /version, /info, /memory, /docs and /metrics answer', async ({
  server,
}) => {
  const get = async (path: string) => (await fetch(server.url + path)).text();
  assert.equal(JSON.parse(await get('/healthz')), { status: 'ok' });
  assert.equal(JSON.parse(await get('/readyz')), { status: 'ready' });
  assert.equal(JSON.parse(await get('/health')), { status: 'ready' }); // vLLM's name, which guidellm asks for
  assert.equal(JSON.parse(await get('/version')), { version: '0.0.0' });
  const { schedulers, modelId } = JSON.parse(await get('/info'));
  assert.equal([schedulers, modelId], [['continuous', 'static', 'sequential'], 'mock']);
  // The mock runs in this process, so that it has no memory of its own; only what was asked for is loaded.
  const { continuous } = JSON.parse(await get('/memory'));
  assert.equal(continuous, { peak_memory_mb: null, baseline_memory_mb: null, memory_method: null });
  const paths = Object.keys(JSON.parse(await get('/docs/json')).paths);
  for (const path of ['/stream', '/batch', '/v1/completions', '/v1/chat/completions'])
    assert.ok(paths.includes(path));
  assert.match(
    await get('/metrics'),
    /^streambatch_requests_total\{mode="stream",scheduler="continuous",status="ok"\} \d/m,
  );
  assert.match(await get('/metrics'), /^streambatch_pending_requests 0$/m);
});

test('/docs loads nothing from elsewhere', async ({ server }) => {
  const page = await (await fetch(`${server.url}/docs/`)).text();
  assert.not.match(page, /(src|href)="(https?:)?\/\//);
});

test.run();
