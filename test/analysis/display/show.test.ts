import { createRequire } from 'node:module';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Figure } from '../../../src/analysis/display/figure.js';
import { displayBundle } from '../../../src/analysis/display/kernel.js';
import { numberParameter } from '../../../src/analysis/display/parameter.js';
import { setUpPlotly } from '../../../src/analysis/display/plotly.js';
import { liveFigure, liveText, showFigure } from '../../../src/analysis/display/show.js';
import { showTable } from '../../../src/analysis/display/table.js';
import { showText } from '../../../src/analysis/display/text.js';

interface Message {
  data: Record<string, string>;
  transient: { display_id?: string };
}

const { cache } = createRequire(import.meta.url);
const KERNEL = '/elsewhere/tslab/dist/jupyter.js';
const sent: { message: Message; update: boolean }[] = [];

const test = suite('analysis/display/show');

/** A kernel as the helpers see it: the loaded module with its writer. */
test.before.each(() => {
  sent.length = 0;
  const lastWriteDisplayData = (message: Message, update: boolean) => sent.push({ message, update });
  Object.assign(cache, { [KERNEL]: { exports: { lastWriteDisplayData } } });
});
test.after.each(() => {
  delete cache[KERNEL];
});

const figure: Figure = {
  data: [{ type: 'bar', x: ['a'], y: [1] }],
  layout: { height: 200 },
  alt: 'one bar',
  needs: 'something',
  caption: 'n = 1',
};

test('outside a kernel nothing is sent, and it says so', () => {
  delete cache[KERNEL];
  assert.is(displayBundle({ 'text/plain': 'x' }), false);
});

test('a figure is one output: interactive HTML, picture and text', async () => {
  await showFigure(figure);
  assert.is(sent.length, 1);
  const { data } = sent[0]!.message;
  assert.equal(Object.keys(data), ['text/html', 'image/png', 'text/plain']);
  assert.is(Buffer.from(data['image/png']!, 'base64').subarray(1, 4).toString(), 'PNG');
  assert.ok(data['text/html']!.includes(data['image/png']!));
  assert.is(data['text/plain'], 'one bar\nn = 1');
});

test('plotly is inlined, packed, in its own output', () => {
  setUpPlotly();
  const html = sent[0]!.message.data['text/html']!;
  assert.ok(html.length < 2_200_000, `${html.length} characters`);
  assert.match(html, /__plotlyReady/);
  assert.not.match(html, /src=/);
});

test('live outputs replace themselves under one name; only a settled chart has a picture', async () => {
  const chart = liveFigure();
  chart.update(figure);
  await chart.settle(figure);
  const line = liveText();
  line.update('1 < 2');
  assert.equal(
    sent.map(({ update }) => update),
    [false, true, false],
  );
  assert.equal(
    sent.slice(0, 2).map(({ message }) => 'image/png' in message.data),
    [false, true],
  );
  const [first, second, third] = sent.map(({ message }) => message.transient.display_id);
  assert.ok(first);
  assert.is(second, first);
  assert.is.not(third, first);
  assert.match(sent[2]!.message.data['text/html']!, '1 &lt; 2');
});

test('nothing to show is said, and what is missing', async () => {
  await showFigure({ ...figure, data: [{ type: 'bar', x: [], y: [] }] });
  showTable({ columns: ['a'], values: [] }, 'Letters.');
  assert.equal(
    sent.map(({ message }) => message.data['text/plain']),
    [
      'Not in this log: something. `npx streambatch run` measures them.',
      'Not in this log: a row for the table "Letters."',
    ],
  );
});

test('a table: its caption beside it, numbers on one line', () => {
  showTable({ columns: ['way', 'time'], values: [['batch <2>', '7.2 ms (7–8)']] }, 'One row.');
  const html = sent[0]!.message.data['text/html']!;
  assert.match(html, /<figcaption[^>]*>One row\.<\/figcaption>.*<table aria-label="One row\.">/);
  assert.match(html, /<td[^>]*nowrap[^>]*>7\.2 ms/);
  assert.match(html, /batch &lt;2&gt;/);
});

test('numbers stand right-aligned, with their units too; dates, names and mixed columns do not', () => {
  const rows = [
    ['s1', 'about 2 s', '2026-11-24T19:46:34Z', 3, 'x'],
    ['s2', '–', '2026-11-24T19:46:35Z', 4.5, '7'],
  ];
  showTable({ columns: ['id', 'time', 'sent', 'n', 'mixed'], values: rows }, 'Two rows.');
  const heads = [...sent[0]!.message.data['text/html']!.matchAll(/<th[^>]*text-align:(\w+)/g)];
  assert.equal(
    heads.map(([, align]) => align),
    ['left', 'right', 'left', 'right', 'left'],
  );
});

test('records are a table as they are', () => {
  showTable(
    [
      { way: 'streaming', n: 2 },
      { n: null, way: 'batch' },
    ],
    'Two records.',
  );
  showTable([], 'No records.');
  const texts = sent.map(({ message }) => message.data['text/plain']);
  assert.is(texts[0], 'Two records.\nway\tn\nstreaming\t2\nbatch\t–');
  assert.match(texts[1]!, 'Not in this log: a row');
});

test('commands in a sentence are set apart', () => {
  showText('Run `a < b` now.');
  assert.is(sent[0]!.message.data['text/html'], '<p>Run <code>a &lt; b</code> now.</p>');
});

test('a parameter that is no number is named, and the default holds', () => {
  process.env.STREAMBATCH_TEST = 'many';
  assert.is(numberParameter('STREAMBATCH_TEST', 5), 5);
  assert.match(
    sent[0]!.message.data['text/plain']!,
    /STREAMBATCH_TEST is "many", which is no number.*: 5 is used/,
  );
  process.env.STREAMBATCH_TEST = '0.5';
  assert.is(numberParameter('STREAMBATCH_TEST', 5), 0.5);
  delete process.env.STREAMBATCH_TEST;
  assert.is(numberParameter('STREAMBATCH_TEST', 5), 5);
});

test.run();
