import type { ChildProcess } from 'node:child_process';
import type { FromHost, ToHost } from './messages.js';

/** To a process that has ended nothing is told. */
export function tell<Spec>(child: ChildProcess, message: ToHost<Spec>): void {
  if (child.connected) child.send(message);
}

/** The process sends the messages of one turn together. */
export function onMessage(child: ChildProcess, take: (message: FromHost) => void): void {
  child.on('message', (messages: readonly FromHost[]) => {
    for (const message of messages) take(message);
  });
}
