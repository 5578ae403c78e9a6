'use strict';
const { StringDecoder } = require('node:string_decoder');
const { NAME } = require('./cells.cjs');
const { readable } = require('./stack.cjs');

/** Long enough to gather a burst, short enough to look live: tokens come every few milliseconds. */
const GATHER_MS = 20;

/** @typedef {(name: string, text: string) => void} Send */

/**
 * Text of one stream, not sent yet.
 * @type {{name: string, text: string, send: Send, timer: NodeJS.Timeout} | null}
 */
let pending = null;

/** Sends what was gathered. Call before any other message of a cell, so that order is kept. */
function flushOutput() {
  if (pending === null) return;
  const { name, text, send, timer } = pending;
  clearTimeout(timer);
  pending = null;
  send(name, text);
}

/**
 * @param {string} name stdout or stderr
 * @param {string} text
 * @param {Send} send
 */
function gather(name, text, send) {
  if (pending !== null && (pending.name !== name || pending.send !== send)) flushOutput();
  pending ??= { name, text: '', send, timer: setTimeout(flushOutput, GATHER_MS) };
  pending.text += text;
}

/**
 * Writes to stdout and stderr become one message per 20 ms instead of one each: Jupyter servers drop output past
 * 1,000 messages a second (ServerApp.iopub_msg_rate_limit).
 * @param {typeof import('tslab/dist/jupyter.js').JupyterHandlerImpl} JupyterHandlerImpl
 */
function gathersOutput(JupyterHandlerImpl) {
  JupyterHandlerImpl.prototype.createWriteToIopub = (name, send) => {
    const decoder = new StringDecoder('utf8');
    /**
     * As the `write` of a stream.
     * @param {string | Uint8Array} chunk
     * @param {string | (() => void)} [encoding]
     * @param {() => void} [callback]
     */
    return (chunk, encoding, callback) => {
      const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
      gather(name, text.includes(NAME) ? readable(text) : text, send);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  };
}

module.exports = { flushOutput, gathersOutput };
