import type { Observed } from './observe.js';

const nothing = { rows: [] };

/** Of a server that was asked nothing: tests fill in what they are about. */
export const nothingSeen: Observed = {
  asIs: nothing,
  passed: [],
  cold: nothing,
  warm: nothing,
  chat: nothing,
  load: { ...nothing, serverTtft: null },
  crowd: { ...nothing, serverTtft: null },
};
