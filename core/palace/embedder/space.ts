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

/** A vector's parts along the axes, made to length 1. `axes`: one after the other; those that come along when left out. */
export function inSpace(vector: Float32Array, axes = mainAxes): Float32Array {
  const parts = new Float32Array(spaceDimensions);
  // a plain loop: it runs for every sentence that is said
  for (let axis = 0; axis < spaceDimensions; axis += 1) {
    const start = axis * vector.length;
    let part = 0;
    for (let at = 0; at < vector.length; at += 1)
      part += (vector[at] as number) * (axes[start + at] as number);
    parts[axis] = part;
  }
  return toUnit(parts);
}

/** The same vector of length 1; of zeros zeros. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
