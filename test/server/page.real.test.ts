import type { Browser, Page } from 'playwright-core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MockBackend } from '../../src/backends/mock/mock-backend.js';
import { InputError } from '../../src/errors.js';
import type { Scheduler } from '../../src/generation.js';
import { launchBrowser, NO_BROWSER, openPage } from '../support/browser.js';
import { FakeBackend } from '../support/fake-backend.js';
import { startTestServer } from '../support/test-server.js';

const test = suite<{ browser: Browser }>('the race page');
test.before(async (context) => {
  context.browser = await launchBrowser();
});
test.after(({ browser }) => browser.close());

/** A page that fails the test when it asks anybody but its own server, or logs an error nobody expects. */
async function open(
  browser: Browser,
  url: string,
  expected = /^$/,
): Promise<{ page: Page; problems: string[] }> {
  const page = await openPage(browser);
  const problems: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(new URL(url).origin))
      problems.push(request.url());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) problems.push(message.text());
  });
  await page.goto(url);
  return { page, problems };
}

const status = (page: Page, text: string) => page.locator('#status', { hasText: text }).waitFor();
const measure = (page: Page, lane: string, name: string) =>
  page.locator(`#lane-${lane} [data-measure="${name}"]`).textContent();

/** Answers the people of a lane: the first token of each is on the page before any has a second, on the slowest machine too. */
async function answerInView(backend: FakeBackend, page: Page, users: number, tokens: number): Promise<void> {
  const warmUp = await backend.arrived(0);
  warmUp.token();
  warmUp.finish('length');
  await backend.arrived(users);
  const people = backend.requests.slice(1);
  for (const { token } of people) token();
  await page
    .locator('#lane-continuous .texts p', { hasText: '0' })
    .nth(users - 1)
    .waitFor();
  await page.waitForTimeout(50); // or longer: measures are shown in whole ms
  for (const { token, finish } of people) {
    for (let more = 1; more < tokens; more++) token();
    finish('length');
  }
}

test('a full race, by keyboard alone: three lanes, measures, charts, a link that repeats it', async ({
  browser,
}) => {
  const continuous = new FakeBackend();
  const start = async (scheduler: Scheduler) =>
    scheduler === 'continuous'
      ? continuous
      : new MockBackend({ times: { prefillMs: 5, decodeMs: 2 }, scheduler });
  const server = await startTestServer({ start });
  const { page, problems } = await open(browser, `${server.url}/?users=3&tokens=8&forced=1`);
  await page.locator('#model', { hasText: 'mock' }).waitFor();
  await page.focus('#prompt');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Tell me & all');
  await page.keyboard.press('Control+Enter');
  await answerInView(continuous, page, 3, 8);
  await status(page, 'Done.');
  for (const lane of ['stream', 'batch', 'continuous']) {
    const texts = await page.locator(`#lane-${lane} .texts p`).allTextContents();
    assert.equal(
      texts.map((text) => text.trim().split(' ').length),
      [8, 8, 8],
      lane,
    );
    assert.is(new Set(texts).size, 1);
    assert.match((await measure(page, lane, 'latency'))!, /\d+ ms/);
    assert.is(await page.locator(`#lane-${lane} [data-label="latency"]`).textContent(), 'all done');
    assert.match((await measure(page, lane, 'rate'))!, /^\d+\.\d$/);
  }
  // A batch hands everything over at once; a stream's first token comes before its last.
  assert.is(await measure(page, 'batch', 'ttft'), await measure(page, 'batch', 'latency'));
  assert.not.match(
    (await measure(page, 'continuous', 'ttft'))!,
    (await measure(page, 'continuous', 'latency'))!,
  );
  assert.is(await page.locator('#chart .scatterlayer .trace').count(), 3);
  assert.is(await page.locator('#history .scatterlayer .trace').count(), 3);
  assert.equal(Object.fromEntries(new URL(page.url()).searchParams), {
    prompt: 'Tell me & all',
    users: '3',
    tokens: '8',
    forced: '1',
  });
  const again = await open(browser, page.url());
  assert.is(await again.page.inputValue('#prompt'), 'Tell me & all');
  assert.ok(await again.page.isChecked('#forced'));
  assert.equal([...problems, ...again.problems], []);
  await page.close();
  await again.page.close();
  await server.close();
});

test('Escape cancels, the server hears of it, and the page is ready for the next race', async ({
  browser,
}) => {
  const backends = new Map<Scheduler, FakeBackend>();
  const start = async (scheduler: Scheduler) => {
    const backend = new FakeBackend();
    backends.set(scheduler, backend);
    return backend;
  };
  const server = await startTestServer({ start, schedulers: ['sequential'] });
  const { page, problems } = await open(browser, server.url);
  await page.clock.install();
  await page.click('#race');
  const backend = backends.get('sequential')!;
  const warmUp = await backend.arrived(0);
  warmUp.token();
  warmUp.finish('length');
  const { token } = await backend.arrived(1);
  await page.clock.fastForward('10:00'); // its replay will take as long: it cannot end before it is cancelled
  token(' Once');
  await page.locator('#lane-stream .texts', { hasText: 'Once' }).waitFor();
  await page.keyboard.press('Escape');
  await status(page, 'Cancelled.');
  const label = page.locator('#lane-stream [data-label="latency"]');
  assert.is(await label.textContent(), 'cancelled after');
  const about = await page.locator('#lane-stream .about').textContent();
  assert.match(about ?? '', /^Cancelled: 1 of at most \d+ tokens had come\.$/);
  await page.click('#replay');
  await status(page, 'All lanes side by side');
  await page.keyboard.press('Escape');
  await page.locator('#replay:enabled').waitFor();
  assert.is(await label.textContent(), 'cancelled after');
  assert.ok(Number(await page.locator('#lane-stream progress').getAttribute('value')) < 1);
  while (backend.cancelled.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(await page.isEnabled('#race'));
  assert.not.ok(await page.isVisible('#error'));
  assert.equal(problems, []);
  await page.close();
  await server.close();
});

test('what a backend does not offer is said in its lane, and the others race', async ({ browser }) => {
  const start = async (scheduler: Scheduler) =>
    new MockBackend({ times: { prefillMs: 0, decodeMs: 0 }, scheduler });
  const server = await startTestServer({ start, schedulers: ['static', 'sequential'] });
  const { page } = await open(browser, server.url);
  await page.click('#race');
  await status(page, 'Done.');
  assert.match((await page.textContent('#lane-continuous .about'))!, 'Not offered');
  await page.close();
  await server.close();
});

test('a refusal names what the race asks for, not the one token of the warm-up', async ({ browser }) => {
  const backend = new FakeBackend();
  const server = await startTestServer({ start: async () => backend, schedulers: ['continuous'] });
  const { page } = await open(browser, `${server.url}/?users=1&tokens=8`, /Failed to load resource/);
  await page.click('#race');
  for (const n of [0, 1]) {
    const { request, channel } = await backend.arrived(n);
    channel.fail(new InputError(`no room for ${request.maxNewTokens} new tokens`, { parameter: 'prompt' }));
  }
  await page.locator('#error', { hasText: 'no room for 8 new tokens' }).waitFor();
  await page.close();
  await server.close();
});

test('errors are told for people: refused, busy, a missing key, a server that is gone', async ({
  browser,
}) => {
  const expected = /Failed to load resource/;
  const server = await startTestServer({ limits: { promptTokens: 5 } });
  const { page, problems } = await open(
    browser,
    `${server.url}/?prompt=one+two+three+four+five+six+seven`,
    expected,
  );
  await page.click('#race');
  await page.locator('#error', { hasText: 'at most 5' }).waitFor();
  await page.fill('#prompt', 'short');
  await server.close();
  await page.click('#race');
  await page.locator('#error', { hasText: 'does not answer' }).waitFor();
  const guarded = await startTestServer({ apiKey: 'secret' });
  const other = await open(browser, guarded.url, expected);
  await other.page.locator('#error', { hasText: 'API key' }).waitFor();
  await other.page.fill('#key', 'secret');
  await other.page.click('#race');
  await status(other.page, 'Done.');
  assert.equal([...problems, ...other.problems], []);
  await page.close();
  await other.page.close();
  await guarded.close();
});

test('nothing is wider than a phone, and text keeps its contrast in dark and light', async ({ browser }) => {
  const server = await startTestServer();
  for (const colorScheme of ['dark', 'light'] as const) {
    const page = await openPage(browser, { colorScheme, viewport: { width: 360, height: 740 } });
    await page.goto(server.url);
    await page.locator('#model', { hasText: 'mock' }).waitFor();
    await page.click('#race');
    await status(page, 'Done.');
    assert.ok(((await page.evaluate('document.documentElement.scrollWidth')) as number) <= 360);
    // Relative luminance and contrast of WCAG 2.2; 4.5 : 1 is its level AA for text.
    const contrast = await page.evaluate(`(() => {
      const style = getComputedStyle(document.documentElement);
      const luminance = (name) => {
        const [r, g, b] = style.getPropertyValue('--' + name).match(/[0-9a-f]{2}/gi)
          .map((hex) => parseInt(hex, 16) / 255)
          .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const pairs = [['ink', 'ground'], ['soft', 'ground'], ['soft', 'raised'], ['accent', 'ground'], ['on-accent', 'accent']];
      return Math.min(...pairs.map(([a, b]) => ratio(luminance(a), luminance(b))));
    })()`);
    assert.ok((contrast as number) >= 4.5, `${colorScheme}: ${contrast}`);
    await page.close();
  }
  await server.close();
});

if (NO_BROWSER === null) test.run();
else {
  const absent = suite('the race page');
  absent('is not tested without a browser', () => console.error(`SKIPPED: ${NO_BROWSER}`));
  absent.run();
}
