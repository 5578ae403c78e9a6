/** What loading is doing, for a progress bar. */
export interface LoadProgress {
  /** As "downloading model.onnx". */
  readonly step: string;
  readonly loadedBytes: number;
  /** Null when the other side did not say. */
  readonly totalBytes: number | null;
}

export type OnProgress = (progress: LoadProgress) => void;
