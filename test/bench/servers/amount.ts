/** How much a server is asked for. */
export interface Amount {
  /** Of the prompts of the checkout, short and long ones. */
  readonly promptLimit: number;
  readonly batchSize: number;
  readonly maxNewTokens: number;
  readonly loadMs: number;
  readonly perSecond: number;
  /** At once, in the load that is to be too much. */
  readonly users: number;
}

/** More requests than prompts, so that some are asked twice. */
export const WHOLE: Amount = {
  promptLimit: 12,
  batchSize: 8,
  maxNewTokens: 16,
  loadMs: 10_000,
  perSecond: 2,
  users: 40,
};

export const SMOKE: Amount = {
  promptLimit: 3,
  batchSize: 2,
  maxNewTokens: 4,
  loadMs: 600,
  perSecond: 10,
  users: 4,
};
