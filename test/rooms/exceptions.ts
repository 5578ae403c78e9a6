/** Exports of `src/` that no other file of it uses, each with the reason why it stands there all the same. */
export const EXPORTED_ALL_THE_SAME: Readonly<Record<string, readonly string[]>> = {
  'arithmetic whose numbers come from outside: published tables, another program, pencil and paper': [
    'benchmark/calibrate: offsetsOf',
    'metrics/statistics/autocorrelation: lag1Autocorrelation',
    'metrics/statistics/sequential: relativeHalfWidth',
    'metrics/statistics/unpaired: welchInterval',
    'model/quality: ratioOf',
    'model/rope: ropeFrequencies',
    'results/split: parseLine',
  ],
  'text in, text out, of what else takes a browser, Jupyter, npm or a model': [
    'analysis/display/picture: figureSvg',
    'cli/weights: weightsWarning',
    'kernel/execute-notebook: cellFailure',
    'kernel/execute-notebook: nbconvertArguments',
    'setup/notebook-clean: cleanNotebook',
    'setup/packages: packagesMatchLock',
    'setup/release: releaseNotes',
    'setup/runtime: bundledManifest',
  ],
  'a test writes or damages by hand what the file writes': [
    'model/quality-record: recordPath',
    'results/log: formatRows',
  ],
  'statistics of the public API: for pairs and statistics of your own, and what bench:aa judges by': [
    'metrics/statistics/bootstrap: bcaInterval',
    'metrics/statistics/paired: pairedRatio',
  ],
  'a benchmark runs other programs and models under the same conditions': [
    'backends/process/process-backend: largePages',
    'backends/process/process-backend: spawnHost',
    'model/export: EXPORT_FILES',
  ],
};

/** State that lives as long as the process, each with the reason. */
export const STATE_ALL_THE_SAME: Readonly<Record<string, readonly string[]>> = {
  'made once because making it is slow, and never changed': [
    'analysis/display/picture: plotly',
    'results/machine: name',
  ],
  'the process has one of it: standard output, log file, connections, kernel': [
    'kernel/cells: cells',
    'kernel/failures: requests',
    'kernel/failures: running',
    'kernel/failures: started',
    'kernel/interrupt: waits',
    'kernel/output: pending',
    'logging: sinks',
    'wire/request: agent',
  ],
  'scratch of one number, written before each use': ['model/float: one'],
  'the process has one event loop, and its turn one time': ['clock: turnAtMs'],
};
