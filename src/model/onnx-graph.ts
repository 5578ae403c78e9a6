import {
  type AttributeProto,
  ELEMENT_TYPE,
  type ElementType,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './onnx-schema.js';

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;
export type TensorData = Float32Array | Int32Array | Int8Array | Uint8Array | Uint16Array | BigInt64Array;

const MICROSOFT = new Set([
  'FusedMatMul',
  'GroupQueryAttention',
  'MatMulIntegerToFloat',
  'MatMulNBits',
  'QuickGelu',
  'RotaryEmbedding',
  'SkipSimplifiedLayerNormalization',
]);

/** A graph under construction: values are known by name, and every call adds one node, input, output or constant. */
export class OnnxGraph {
  readonly #proto: GraphProto;

  constructor(name: string) {
    this.#proto = { name, node: [], initializer: [], input: [], output: [] };
  }

  /** Adds a node with one output and returns the output's name. "" is an input left out. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(op, inputs, 1, attributes)[0]!;
  }

  /** Adds a node with several outputs: so many, or those at the given places (the others are "": left out). */
  nodes(
    op: string,
    inputs: readonly string[],
    outputs: number | readonly number[],
    attributes: Attributes = {},
  ): string[] {
    const name = `${op}_${this.#proto.node.length}`;
    const places = typeof outputs === 'number' ? [...Array(outputs).keys()] : outputs;
    const names = Array.from({ length: Math.max(...places) + 1 }, (_, i) =>
      places.includes(i) ? `${name}.${i}` : '',
    );
    const node: NodeProto = {
      name,
      opType: op,
      domain: MICROSOFT.has(op) ? 'com.microsoft' : '',
      input: [...inputs],
      output: names,
      attribute: Object.entries(attributes).map(([key, value]) => toAttribute(key, value)),
    };
    this.#proto.node.push(node);
    return names;
  }

  /** A small constant, kept inside the graph file; what has its name already is taken for the same. */
  constant(name: string, type: ElementType, dims: readonly number[], data: TensorData): string {
    if (this.#proto.initializer.some((tensor) => tensor.name === name)) return name;
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return this.initializer({ name, dims: [...dims], dataType: ELEMENT_TYPE[type], rawData });
  }

  /** A shape or size as an int64 constant. */
  shape(values: readonly number[]): string {
    return this.constant(
      `shape_${values.join('_')}`,
      'int64',
      [values.length],
      BigInt64Array.from(values, BigInt),
    );
  }

  /** A constant described elsewhere (see `WeightFile`). */
  initializer(tensor: TensorProto): string {
    this.#proto.initializer.push(tensor);
    return tensor.name;
  }

  /** Dimensions are numbers or, where they change from call to call, names. */
  input(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    this.#proto.input.push(valueInfo(name, type, dims));
    return name;
  }

  /** Gives `value` the public name `name`. */
  output(name: string, value: string, type: ElementType, dims: readonly (number | string)[]): void {
    this.#rename(value, name);
    this.#proto.output.push(valueInfo(name, type, dims));
  }

  /** As `output`, for a sequence of float32 tensors. */
  sequenceOutput(name: string, value: string): void {
    this.#rename(value, name);
    const elemType = { tensorType: { elemType: ELEMENT_TYPE.float32 } };
    this.#proto.output.push({ name, type: { sequenceType: { elemType } } });
  }

  #rename(value: string, name: string): void {
    const maker = this.#proto.node.find((node) => node.output.includes(value));
    if (!maker) throw new RangeError(`no node makes ${value}`);
    for (const node of this.#proto.node) {
      node.input = node.input.map((input) => (input === value ? name : input));
      node.output = node.output.map((output) => (output === value ? name : output));
    }
  }

  build(): GraphProto {
    return this.#proto;
  }
}

function valueInfo(name: string, type: ElementType, dims: readonly (number | string)[]): ValueInfoProto {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE[type], shape: { dim } } } };
}

/** Whole numbers become ints: none of the operators used here takes a float that is whole, but for those listed. */
const FLOAT_ATTRIBUTES = new Set(['alpha', 'epsilon', 'scale']);

function toAttribute(name: string, value: Attributes[string]): AttributeProto {
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if (typeof value === 'object') return { name, type: 7, ints: [...value] };
  return FLOAT_ATTRIBUTES.has(name) ? { name, type: 1, f: value } : { name, type: 2, i: value };
}
