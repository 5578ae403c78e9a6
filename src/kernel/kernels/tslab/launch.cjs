'use strict';
/**
 * The tslab kernel of this checkout: tslab 1.0.22 itself, with what it gets wrong put right. Notebooks need nothing
 * of it and run on a stock tslab kernel too; there, errors have no message and bursts of output lose lines.
 */
const { join, resolve } = require('node:path');

const configPath = resolve(/** @type {string} Jupyter's connection file */ (process.argv[2]));
// tslab resolves imports and relative paths from its working directory; Jupyter starts it beside the notebook.
process.chdir(join(__dirname, '..', '..', '..', '..'));

const { patchCompiler } = require('../../compiler.cjs');
const { endsWaitsAtInterrupt } = require('../../interrupt.cjs');
const { reportsFailures } = require('../../failures.cjs');
const { queuesSends, endsProcessOnClose } = require('../../sockets.cjs');
const { gathersOutput } = require('../../output.cjs');
patchCompiler(); // before tslab loads it
const { JupyterHandlerImpl, ZmqServer } = require('tslab/dist/jupyter.js');
const { startKernel } = require('tslab/dist/main.js');

queuesSends(ZmqServer);
endsProcessOnClose(ZmqServer);
gathersOutput(JupyterHandlerImpl);
endsWaitsAtInterrupt();
reportsFailures(JupyterHandlerImpl, ZmqServer, () => startKernel({ configPath, enableFindLocal: false }));

/** Jupyter killed by force cannot end its kernels; a kernel that lost its parent ends itself. */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 1000).unref();
