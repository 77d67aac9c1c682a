import { axesName, encoder, axes as mainAxes } from './axes.ts';

// Vectors of the encoder that comes along are brought into a space of fewer dimensions where they are made: the directions in which windows
// and sentences of LoCoMo's conversations 26, 30 and 41 vary most, the most telling first (`npm run bench -- memory-space`). Another
// encoder's vectors stay as they are.

/** Components of a vector in the space. */
export const spaceDimensions = 128;

/** Whether an encoder, by the name in its folder, is the one that the space is of. */
export const isOfSpace = (name: string): boolean => name === encoder;

/** The name of that encoder's vectors in this space. */
export const spaceName = `${encoder}-${axesName}`;

/** A vector's parts along the axes, made to length 1. `axes`: row by row from the encoder's components; those that come along when left out. */
export function inSpace(vector: Float32Array, axes = mainAxes): Float32Array {
  const parts = new Float32Array(spaceDimensions);
  const byAxis = turnedOver(axes);
  // axis by axis, in a plain loop: it runs for every sentence that is said
  for (let axis = 0; axis < spaceDimensions; axis += 1) {
    const start = axis * vector.length;
    let part = 0;
    for (let row = 0; row < vector.length; row += 1)
      part += (vector[row] as number) * (byAxis[start + row] as number);
    parts[axis] = part;
  }
  return toUnit(parts);
}

const turned = new WeakMap<Float32Array, Float32Array>();

function turnedOver(axes: Float32Array): Float32Array {
  const known = turned.get(axes);
  if (known) return known;
  const rows = axes.length / spaceDimensions;
  const byAxis = axes.map((_, at) => axes[(at % rows) * spaceDimensions + Math.floor(at / rows)] ?? 0);
  turned.set(axes, byAxis);
  return byAxis;
}

/** The same vector of length 1; of zeros zeros. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
