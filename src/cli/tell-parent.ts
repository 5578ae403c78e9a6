import type { ServeMessage } from '../load/local-server.js';

/** Tells the process that forked this one (`startLocalServer`), where there is one that still listens. */
export function tellParent(message: ServeMessage): void {
  if (process.connected) process.send!(message);
}
