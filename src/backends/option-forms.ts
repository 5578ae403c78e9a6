import { z } from 'zod';

/** How a field of a spec is written on the command line; its name, kind and usual value are the schema's. */
export interface OptionForm {
  /** As `<n>`; absent: a switch. */
  readonly argument?: string;
  /** For help, beginning with the backend where only one of them knows the option. */
  readonly says: string;
}

/** Fields that are options of the command line are registered here as they are declared. */
export const optionForms = z.registry<OptionForm>();

export interface SpecOption extends OptionForm {
  /** Name of the field: `maxBatch` is `--max-batch`. */
  readonly key: string;
  /** Part of the spec that the field stands in, as `engine`; null: the spec itself. */
  readonly section: string | null;
  readonly schema: z.core.$ZodType;
}

/** The options among the fields of an object and of the objects in it. */
export function optionsIn(object: z.ZodObject, section: string | null = null): SpecOption[] {
  return Object.entries(object.shape).flatMap(([key, schema]) => {
    const form = optionForms.get(schema);
    if (form) return [{ ...form, key, section, schema }];
    const inner = withoutDefault(schema);
    return inner instanceof z.ZodObject ? optionsIn(inner, key) : [];
  });
}

/** What a field holds when it is given. */
export function withoutDefault(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapped = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault;
  return isWrapped ? withoutDefault(schema.unwrap()) : schema;
}
