/** What loading is doing, for a progress bar. */
export interface LoadProgress {
  /** As "downloading model.onnx". */
  readonly step: string;
  readonly loadedBytes: number;
  /** Null when the other side did not say. */
  readonly totalBytes: number | null;
}

/** Called as loading goes on, more than once for each step. */
export type OnProgress = (progress: LoadProgress) => void;
