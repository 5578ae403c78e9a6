/** One line of a server's metrics, its labels left out. */
export interface Sample {
  readonly name: string;
  readonly value: number;
}

/** A name, labels whose quoted values may hold anything, and the value; a time or an exemplar may follow. */
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(?:[^"}]|"(?:\\.|[^"\\])*")*\})?[ \t]+(\S+)/;

/**
 * Reads the text format of Prometheus: of each line that is a finite number, its name and value. What is no such line is
 * passed over, as any server's `/metrics` is read; nothing else of the format is needed here, and no maintained package
 * reads it.
 */
export function samplesIn(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, number] = SAMPLE.exec(line) ?? [];
    const value = Number(number);
    return name !== undefined && Number.isFinite(value) ? [{ name, value }] : [];
  });
}
