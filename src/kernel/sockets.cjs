'use strict';
const { flushOutput } = require('./output.cjs');

/** The kernel's answers go out on these: outputs, replies, replies to shutdown. */
const ANSWERING = ['iopub', 'shell', 'control'];

/**
 * Sends wait for each other: zeromq.js refuses (EBUSY) a send while another is under way, as happens after 512 in one
 * turn of the event loop, and tslab then loses the message.
 */
function queuesSends(ZmqServer) {
  const { bindSocket } = ZmqServer.prototype;
  ZmqServer.prototype.bindSocket = async function (socket, port) {
    if (socket === this.iopub) socket.sendHighWaterMark = 0; // by default, what a slow reader has not taken is dropped past 1,000
    const name = ANSWERING.find((name) => this[name] === socket);
    if (name !== undefined) this[name] = new SendQueue(socket); // its own send is read-only
    await bindSocket.call(this, socket, port);
  };
}

/** Stands for a socket towards tslab, which receives from the socket itself. */
class SendQueue {
  last = Promise.resolve();

  constructor(socket) {
    this.socket = socket;
  }

  send(parts) {
    this.last = this.last.then(() => this.socket.send(parts));
    return this.last;
  }
}

/** Time for ZeroMQ's own thread to put the last message on the wire. */
const LINGER_MS = 50;

/** A notebook's open timers and servers would keep the process alive until Jupyter loses patience after 5 s. */
function endsProcessOnClose(ZmqServer) {
  ZmqServer.prototype.close = async function () {
    flushOutput();
    await Promise.all(ANSWERING.map((name) => this[name].last));
    this.handler.close();
    setTimeout(() => process.exit(0), LINGER_MS);
  };
}

module.exports = { queuesSends, endsProcessOnClose };
