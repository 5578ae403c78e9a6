import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { postForEvents, postJson } from '../../../src/wire/client.js';
import { events } from '../../backends/scripted-server.js';
import { startHttpServer } from '../../support/http-server.js';
import { recordingProxy } from './recording-proxy.js';

const STREAM = events([
  { choices: [{ text: ' a' }] },
  { choices: [{ text: '"' }] },
  { choices: [{ text: '' }] },
]);

test('what is asked and what comes back pass unchanged, and are noted', async () => {
  const server = await startHttpServer((request, response) => {
    request.resume();
    const isStream = request.headers['x-stream'] === 'yes';
    response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
    response.end(isStream ? STREAM : '{"usage": 1}');
  });
  const proxy = await recordingProxy(server.url);
  const url = `${proxy.url}/v1/completions`;
  const texts: string[] = [];
  const headers = { 'x-stream': 'yes' };
  await postForEvents(url, { prompt: 'p', stream: true }, ({ data }) => void texts.push(data), { headers });
  assert.equal(await postJson(url, { prompt: 'q', stream: false }), { usage: 1 });
  assert.is(texts.length, 4);
  assert.equal(proxy.passed, [
    { prompt: 'p', stream: true, contentType: 'text/event-stream', atOnce: 1, chunks: 2 },
    { prompt: 'q', stream: false, contentType: 'application/json', atOnce: 1, chunks: 0 },
  ]);
  proxy.close();
  await server.close();
});

test.run();
