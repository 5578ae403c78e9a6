/**
 * A matrix [out, in] that is stored quantised in blocks along its inputs, in the layout of onnxruntime's MatMulNBits:
 * w = scale · (q − 2^(bits − 1)) + offset.
 */
export interface WeightBlocks {
  readonly bits: 4 | 8;
  /** Values that share a scale and an offset; divides the inputs. */
  readonly blockSize: number;
  /** [out, blocks, blockSize · bits / 8]; of 4 bits two a byte, the earlier in the low half. */
  readonly values: Uint8Array;
  /** [out, blocks] */
  readonly scales: Float32Array;
  /** [out, blocks]; null where all are 0. */
  readonly offsets: Float32Array | null;
}
