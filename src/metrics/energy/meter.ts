/** What counts energy, under way. */
export interface Meter {
  readonly method: 'RAPL' | 'nvidia-smi';
  /** Joules since it began. Rejects where it cannot be read any more. */
  stop(): Promise<number>;
}
