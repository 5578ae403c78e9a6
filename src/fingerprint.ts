import { createHash } from 'node:crypto';

/** First 16 hex digits of SHA-256: how the log names an output, a configuration or a model. */
export function fingerprint(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
