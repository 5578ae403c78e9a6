import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../src/analysis/display/figure.js';
import { figureCsv } from '../../../src/analysis/display/figure-csv.js';

const test = suite('analysis/display/figure-csv');

const csv = (...data: JsonObject[]) =>
  figureCsv({
    data,
    layout: { xaxis: { title: { text: 'wait<br>(ms)' } }, yaxis: { title: { text: '' } } },
    alt: 'a',
    needs: 'n',
    caption: 'c',
  });

test('one line a point, the axis in the heading, the ends of its interval last', () => {
  const bars = { type: 'data', array: [1, 2], arrayminus: [0.5, 1] };
  assert.is(
    csv({ name: 'batch', x: [10, 20], y: ['a', 'b, c'], text: ['<b>2</b>', '"4"'], error_x: bars }),
    'series,x: wait (ms),y,text,x low: wait (ms),x high: wait (ms)\nbatch,10,a,2,9.5,11\nbatch,20,"b, c","""4""",19,22\n',
  );
});

test('a bar that stands on another has its ends where they are drawn', () => {
  assert.is(
    csv({ name: 's', x: [5], base: [100], error_x: { array: [2], arrayminus: [1] } }),
    'series,x: wait (ms),base,x low: wait (ms),x high: wait (ms)\ns,5,100,104,107\n',
  );
});

test('boxes are their five numbers; series that have other columns share the table; nothing is no line', () => {
  assert.is(
    csv({ name: 'box', y: ['a'], q1: [1], median: [2], q3: [3] }, { name: 'line', x: [7], y: [null] }),
    'series,y,q1,median,q3,x: wait (ms)\nbox,a,1,2,3,\nline,,,,,7\n',
  );
  assert.is(csv({ name: 'empty', x: [], y: [] }), '\n');
});

test.run();
