/** The ways of serving the same people, a lane each: the usual ones of our own engine, in the order of ways.ts (a test holds them equal). */
export const LANES = [
  {
    id: 'stream',
    title: 'Streaming',
    mode: 'stream',
    scheduler: 'sequential',
    about: 'Token by token, one person after the other.',
  },
  {
    id: 'batch',
    title: 'Batch',
    mode: 'batch',
    scheduler: 'static',
    about: 'Everybody computed together, handed over when the last is done.',
  },
  {
    id: 'continuous',
    title: 'Continuous',
    mode: 'stream',
    scheduler: 'continuous',
    about: 'Token by token to everybody at once: streams share the batch.',
  },
];
