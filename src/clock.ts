/**
 * The one clock: milliseconds of CLOCK_MONOTONIC, the same in every process of this machine since its boot,
 * so that a token's time in the model's process and its time at the caller can be subtracted. Imports nothing.
 */
export type Clock = () => number;

export const nowMs: Clock = () => Number(process.hrtime.bigint()) / 1e6;
