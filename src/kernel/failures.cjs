'use strict';
const { setImmediate: turn } = require('node:timers/promises');
const { beginCell } = require('./cells.cjs');
const { describeErrors, describeDiagnostics } = require('./failure.cjs');
const { isInterrupt } = require('./interrupt.cjs');
const { flushOutput } = require('./output.cjs');

/**
 * @typedef {import('./failure.cjs').Failure} Failure
 * @typedef {(type: string, content: object) => void} Publish
 */

/**
 * Of each execute request: how to publish about it, and its failure once known.
 * @type {WeakMap<object, {publish: Publish, failure: Failure | null}>}
 */
const requests = new WeakMap();

/**
 * Of the running cell: what tslab printed about its failure, and errors that nobody caught. Null between cells.
 * @type {{printed: unknown[], uncaught: unknown[]} | null}
 */
let running = null;

/** Some cell has run. */
let started = false;

/**
 * A cell that throws, does not compile, or leaves a rejection unhandled answers with the real error. The stock kernel
 * prints the error, answers with an empty one, and calls a cell with an unhandled rejection a success.
 * @param {{prototype: any}} JupyterHandlerImpl
 * @param {{prototype: any}} ZmqServer
 * @param {() => void} startKernel
 */
function reportsFailures(JupyterHandlerImpl, ZmqServer, startKernel) {
  replyWithFailure(ZmqServer);
  watchCells(JupyterHandlerImpl);
  collectPrintedErrors(startKernel);
  collectUncaught();
}

/**
 * Cells are queued, several requests can be waiting: what belongs to one is kept by its content object.
 * @param {{prototype: any}} ZmqServer
 */
function replyWithFailure(ZmqServer) {
  /**
   * @this {any} tslab's server
   * @param {unknown} socket
   * @param {any} message
   */
  ZmqServer.prototype.handleExecute = async function (socket, message) {
    const { key } = this.connInfo;
    /** @type {(to: unknown, type: string, content: object) => void} */
    const send = (to, type, content) => {
      const reply = message.createReply();
      reply.header.msg_type = type;
      reply.content = content;
      reply.signAndSend(key, to);
    };
    /** @type {Publish} */
    const publish = (type, content) => send(this.iopub, type, content);
    /** @type {{publish: Publish, failure: Failure | null}} */
    const request = { publish, failure: null };
    requests.set(message.content, request);
    /** @type {(content: object, update: boolean) => void} */
    const display = (content, update) => {
      flushOutput();
      publish(update ? 'update_display_data' : 'display_data', content);
    };
    /** @type {import('./output.cjs').Send} */
    const write = (name, text) => publish('stream', { name, text });
    const reply = await this.handler.handleExecute(message.content, write, display);
    if (reply.status === 'abort') reply.status = 'aborted'; // the protocol's word
    send(socket, 'execute_reply', { ...reply, ...request.failure });
  };
}

/** @param {{prototype: any}} JupyterHandlerImpl */
function watchCells(JupyterHandlerImpl) {
  const { handleExecuteImpl } = JupyterHandlerImpl.prototype;
  /**
   * @this {any} tslab's handler
   * @param {{code: string}} content
   * @param {unknown} write
   * @param {unknown} display
   */
  JupyterHandlerImpl.prototype.handleExecuteImpl = async function (content, write, display) {
    const request = requests.get(content);
    if (!request) throw new TypeError('a cell runs that no request asked for');
    request.publish('execute_input', { code: content.code, execution_count: this.execCount + 1 });
    const cell = beginCell(this.execCount + 1, content.code);
    running = { printed: [], uncaught: [] };
    started = true;
    let count; // tslab's count of the cell: returned by a cell that ran, thrown by one that failed
    let failed = false;
    try {
      count = await handleExecuteImpl.call(this, content, write, display);
    } catch (thrown) {
      count = thrown;
      failed = true;
    }
    await turn(); // unhandled rejections are told after the microtasks
    flushOutput();
    const { printed, uncaught } = running;
    running = null;
    if (!failed && uncaught.length + cell.diagnostics.length === 0) return count;
    request.failure =
      cell.diagnostics.length > 0
        ? describeDiagnostics(cell)
        : describeErrors([...printed, ...uncaught, count]);
    request.publish('error', request.failure);
    throw count;
  };
}

/**
 * tslab keeps the console.error of the moment it starts, and tells a cell's failure through it only.
 * @param {() => void} startKernel
 */
function collectPrintedErrors(startKernel) {
  const { error } = console;
  console.error = (...values) => {
    if (running !== null) running.printed.push(values[0]);
    else error(...values);
  };
  startKernel();
  console.error = error;
}

/** Between cells there is nobody to fail: the error is printed under the last cell. Before the first, the kernel is broken. */
function collectUncaught() {
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    process.removeAllListeners(event);
    process.on(event, (error) => {
      if (isInterrupt(error)) return; // of what nobody waited for
      if (running !== null) running.uncaught.push(error);
      else console.error(`${event}:`, error);
      if (!started) process.exit(1); // rather than let Jupyter wait a minute for an answer
    });
  }
}

module.exports = { reportsFailures };
