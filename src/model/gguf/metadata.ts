import { InputError } from '../../errors.js';

export type MetadataValue = string | number | boolean | readonly (string | number | boolean)[];

/** The keys and values of a GGUF file's header, by type. Every getter throws an InputError for a value of another type. */
export class Metadata {
  readonly #path: string;
  readonly #values: ReadonlyMap<string, MetadataValue>;

  constructor(path: string, values: ReadonlyMap<string, MetadataValue>) {
    this.#path = path;
    this.#values = values;
  }

  string(key: string): string {
    return this.#there(key, this.optionalString(key));
  }

  number(key: string): number {
    return this.#there(key, this.optionalNumber(key));
  }

  strings(key: string): readonly string[] {
    return this.#there(key, this.#optionalList(key, 'string') as readonly string[] | undefined);
  }

  optionalString(key: string): string | undefined {
    return this.#of(key, 'string') as string | undefined;
  }

  optionalNumber(key: string): number | undefined {
    return this.#of(key, 'number') as number | undefined;
  }

  optionalBoolean(key: string): boolean | undefined {
    return this.#of(key, 'boolean') as boolean | undefined;
  }

  optionalNumbers(key: string): readonly number[] | undefined {
    return this.#optionalList(key, 'number') as readonly number[] | undefined;
  }

  /** One number, or a list of equal ones: some files say for each layer what is the same in all. */
  optionalCommonNumber(key: string): number | undefined {
    const value = this.#values.get(key);
    if (!Array.isArray(value) || value.length === 0) return this.optionalNumber(key);
    const [first, ...others] = this.optionalNumbers(key)!;
    const other = others.find((item) => item !== first);
    if (other === undefined) return first;
    throw this.refuse(`${key} is ${first} in one layer and ${other} in another; only equal layers are built`);
  }

  refuse(reason: string): InputError {
    return new InputError(`cannot use the model of ${this.#path}: ${reason}`);
  }

  #of(key: string, type: 'string' | 'number' | 'boolean'): MetadataValue | undefined {
    const value = this.#values.get(key);
    if (value === undefined || typeof value === type) return value;
    throw this.refuse(`its metadata ${key} should be a ${type}, and is ${describe(value)}`);
  }

  #optionalList(key: string, type: 'string' | 'number'): readonly unknown[] | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((item) => typeof item === type)) return value;
    throw this.refuse(`its metadata ${key} should be a list of ${type}s, and is ${describe(value)}`);
  }

  #there<T>(key: string, value: T | undefined): T {
    if (value !== undefined) return value;
    throw this.refuse(`its metadata lacks ${key}; convert the model anew with a current llama.cpp`);
  }
}

const describe = (value: MetadataValue): string =>
  Array.isArray(value) ? `a list of ${value.length}` : JSON.stringify(value);
