// Writes ONNX files: the few messages of onnx.proto3 that a graph of standard operators needs, as protobuf by hand.

/** Element types of tensors, as onnx.proto3 numbers them. */
export const types = { float: 1, uint8: 2, int8: 3, int64: 7 };

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const number = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field, value) => {
  const content = Buffer.isBuffer(value) ? value : Buffer.from(value);
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
};
const float = (field, value) => {
  const content = Buffer.alloc(4);
  content.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), content]);
};

function attribute(name, value) {
  if (Array.isArray(value))
    return Buffer.concat([bytes(1, name), ...value.map((each) => number(8, each)), number(20, 7)]);
  if (typeof value === 'object') return Buffer.concat([bytes(1, name), float(2, value.float), number(20, 1)]);
  return Buffer.concat([bytes(1, name), number(3, value), number(20, 2)]);
}

function valueInfo(name, type, dimensions) {
  const shape = dimensions.map((each) =>
    bytes(1, typeof each === 'number' ? number(1, each) : bytes(2, each)),
  );
  const tensor = Buffer.concat([number(1, type), bytes(2, Buffer.concat(shape))]);
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, tensor))]);
}

/** A graph in the making. `node` and `tensor` give the name of what they made, to be used as an input of the next. */
export function createGraph() {
  const nodes = [];
  const tensors = [];
  let count = 0;
  const fresh = (word) => `${word}_${count++}`;
  return {
    /** `attributes`: whole numbers, lists of them, or `{ float }`. `outputs`: how many; more than one gives a list of names. */
    node(operator, inputs, attributes = {}, outputs = 1) {
      const names = Array.from({ length: outputs }, () => fresh(operator));
      nodes.push(
        Buffer.concat([
          ...inputs.map((name) => bytes(1, name)),
          ...names.map((name) => bytes(2, name)),
          bytes(4, operator),
          ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
        ]),
      );
      return outputs === 1 ? names[0] : names;
    },
    /** A constant; `data` is a typed array. */
    tensor(type, dimensions, data) {
      const name = fresh('constant');
      const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      const dims = dimensions.map((each) => number(1, each));
      tensors.push(Buffer.concat([...dims, number(2, type), bytes(8, name), bytes(9, raw)]));
      return name;
    },
    /** The file. `inputs` and `outputs`: `[name, type, dimensions]`, a dimension being a number or a name. */
    write({ name, inputs, outputs }) {
      const graph = Buffer.concat([
        ...nodes.map((node) => bytes(1, node)),
        bytes(2, name),
        ...tensors.map((tensor) => bytes(5, tensor)),
        ...inputs.map((input) => bytes(11, valueInfo(...input))),
        ...outputs.map((output) => bytes(12, valueInfo(...output))),
      ]);
      return Buffer.concat([number(1, 8), bytes(2, 'holdfast'), bytes(7, graph), bytes(8, number(2, 17))]);
    },
  };
}
