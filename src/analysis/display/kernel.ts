import { createRequire } from 'node:module';

export type MimeBundle = { readonly [mime: string]: unknown };

interface DisplayMessage {
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
  readonly transient: { readonly display_id?: string };
}
type WriteDisplay = (message: DisplayMessage, update: boolean) => void;

const { cache } = createRequire(import.meta.url);

/**
 * The writer of the tslab kernel this process runs in. tslab's public `display` sends one MIME type only, so its
 * inner writer is taken. It is looked up among the modules already loaded, never loaded: the kernel may be another
 * copy of tslab than ours, and outside a kernel there is none.
 */
function kernelWriter(): WriteDisplay | null {
  const key = Object.keys(cache).find((path) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(path));
  return key ? (cache[key]?.exports.lastWriteDisplayData ?? null) : null;
}

export interface BundleOptions {
  /** Name of the output, so that a later bundle can take its place. */
  readonly displayId?: string;
  /** Replace the output of that name instead of adding one. */
  readonly update?: boolean;
}

/** Sends one output in several representations; false where no kernel listens (a plain script, a test). */
export function displayBundle(data: MimeBundle, options: BundleOptions = {}): boolean {
  const write = kernelWriter();
  if (!write) return false;
  write({ data, metadata: {}, transient: { display_id: options.displayId } }, options.update ?? false);
  return true;
}
