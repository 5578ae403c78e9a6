/** How much a server is asked for. */
export interface Amount {
  /** Absent: all prompts of the checkout. */
  readonly promptLimit?: number;
  readonly batchSize: number;
  readonly maxNewTokens: number;
  readonly loadMs: number;
  readonly perSecond: number;
  /** At once, in the load that is to be too much. */
  readonly users: number;
}

export const WHOLE: Amount = { batchSize: 8, maxNewTokens: 16, loadMs: 20_000, perSecond: 2, users: 32 };

export const SMOKE: Amount = {
  promptLimit: 3,
  batchSize: 2,
  maxNewTokens: 4,
  loadMs: 600,
  perSecond: 10,
  users: 4,
};
