'use strict';
const { flushOutput } = require('./output.cjs');

/** The kernel's answers go out on these: outputs, replies, replies to shutdown. */
const ANSWERING = /** @type {const} */ (['iopub', 'shell', 'control']);

/**
 * tslab's server with what its own types call private.
 * @typedef {{handler: {close(): void}} & Record<typeof ANSWERING[number], Socket | SendQueue>} Server
 * @typedef {{send(parts: unknown): Promise<void>, sendHighWaterMark?: number}} Socket
 */

/**
 * Sends wait for each other: zeromq.js refuses (EBUSY) a send while another is under way, as happens after 512 in one
 * turn of the event loop, and tslab then loses the message.
 * @param {{prototype: any}} ZmqServer
 */
function queuesSends(ZmqServer) {
  const { bindSocket } = ZmqServer.prototype;
  /**
   * @this {Server}
   * @param {Socket} socket
   * @param {number} port
   */
  ZmqServer.prototype.bindSocket = async function (socket, port) {
    if (socket === this.iopub) socket.sendHighWaterMark = 0; // by default, what a slow reader has not taken is dropped past 1,000
    const name = ANSWERING.find((name) => this[name] === socket);
    if (name !== undefined) this[name] = new SendQueue(socket); // its own send is read-only
    await bindSocket.call(this, socket, port);
  };
}

/** Stands for a socket towards tslab, which receives from the socket itself. */
class SendQueue {
  /** @type {Promise<void>} */
  last = Promise.resolve();

  /** @param {Socket} socket */
  constructor(socket) {
    this.socket = socket;
  }

  /** @param {unknown} parts of one message */
  send(parts) {
    this.last = this.last.then(() => this.socket.send(parts));
    return this.last;
  }
}

/** Time for ZeroMQ's own thread to put the last message on the wire. */
const LINGER_MS = 50;

/**
 * A notebook's open timers and servers would keep the process alive until Jupyter loses patience after 5 s.
 * @param {{prototype: any}} ZmqServer
 */
function endsProcessOnClose(ZmqServer) {
  /** @this {Server} */
  ZmqServer.prototype.close = async function () {
    flushOutput();
    await Promise.all(ANSWERING.map((name) => /** @type {SendQueue} */ (this[name]).last));
    this.handler.close();
    setTimeout(() => process.exit(0), LINGER_MS);
  };
}

module.exports = { queuesSends, endsProcessOnClose };
