import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestServer } from '../../support/test-server.js';

const folder = mkdtempSync(join(tmpdir(), 'streambatch-page-'));
test.after(() => rmSync(folder, { recursive: true }));

async function withServer(
  files: { reports: string; log: string | null },
  look: (url: string) => Promise<void>,
) {
  const server = await startTestServer({ files });
  await look(server.url);
  await server.close();
}

test('/report is the latest page of the folder, /log the log', async () => {
  const reports = join(folder, 'report');
  mkdirSync(reports);
  for (const [i, name] of ['new.html', 'old.html', 'newest.ipynb'].entries()) {
    writeFileSync(join(reports, name), name);
    utimesSync(join(reports, name), 0, [200, 100, 300][i]!);
  }
  const log = join(folder, 'log.csv');
  writeFileSync(log, 'timestamp\n');
  await withServer({ reports, log }, async (url) => {
    const report = await fetch(`${url}/report`);
    assert.match(report.headers.get('content-type')!, 'text/html');
    assert.is(await report.text(), 'new.html');
    assert.is(await (await fetch(`${url}/log`)).text(), 'timestamp\n');
  });
});

test('without a report or a log: 404 that says what to do', async () => {
  await withServer({ reports: join(folder, 'none'), log: null }, async (url) => {
    const report = await fetch(`${url}/report`);
    assert.is(report.status, 404);
    assert.match((await report.json()).error.message, 'streambatch report');
    assert.is((await fetch(`${url}/log`)).status, 404);
  });
});

test('the page and its libraries come from here; nothing outside its folder does', async () => {
  await withServer({ reports: folder, log: null }, async (url) => {
    const page = await fetch(url);
    assert.match(page.headers.get('content-security-policy')!, "default-src 'self'");
    const paths = [...(await page.text()).matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(
      (match) => match[1]!,
    );
    assert.ok(paths.length >= 3);
    for (const path of [...paths, '/page/eventsource-parser.js']) {
      const response = await fetch(url + path);
      assert.is(response.status, 200, path);
      await response.arrayBuffer();
    }
    for (const path of [
      '/page/../server.ts',
      '/page/%2e%2e/server.ts',
      '/page/..%2f..%2f..%2fpackage.json',
      '/page/',
    ]) {
      assert.ok([403, 404].includes((await fetch(url + path)).status), path);
    }
  });
});

test.run();
