import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { samplesIn } from '../../../src/metrics/server/prometheus.js';

// The example of prometheus.io/docs/instrumenting/exposition_formats, with an exemplar of OpenMetrics.
const TEXT = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\" } 7"} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero"} +Inf -3982045
no_number NaN
http_request_duration_seconds_bucket{le="0.05"} 24054 # {trace_id="x"} 0.04
no value
`;

test('names and values, whatever stands in labels and behind', () => {
  assert.equal(samplesIn(TEXT), [
    { name: 'http_requests_total', value: 1027 },
    { name: 'msdos_file_access_time_seconds', value: 1458255915 },
    { name: 'metric_without_timestamp_and_labels', value: 12.47 },
    { name: 'http_request_duration_seconds_bucket', value: 24054 },
  ]);
});

test('what is something else has none', () => {
  for (const text of ['', '<!doctype html><p>404 page</p>', '{"detail":"Not Found"}']) {
    assert.equal(samplesIn(text), []);
  }
});

test.run();
