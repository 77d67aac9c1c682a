import { sentencesOf } from '../structure/sentences.ts';
import { contentWords } from '../words/expression.ts';
import { encoder, axes as mainAxes, turn } from './axes.ts';
import { quantised } from './scanner.ts';

// Vectors of the encoder that comes along are kept in a space of fewer dimensions: the directions in which windows and sentences of LoCoMo's
// conversations 26, 30 and 41 vary most, the first of which hold most of the difference (`npm run bench -- memory-space`). What was said is
// compared sentence by sentence there, too, with the question turned towards where answers lie. Another encoder's vectors are kept as they
// are, of windows alone.

/** Components of a window's vector, and of a sentence's, which are the first of them. */
export const windowDimensions = 128;
export const sentenceDimensions = 64;

const mostSentences = 8;
const shortest = 8;
const mostUnits = 500;
const sentenceScale = 127;
const windowScale = 254;

/** Whether there is a space for this encoder's vectors. */
export const hasSpace = (name: string): boolean => name === encoder;

/** A message as the encoder reads it: the whole, and its first sentences where it has more than one; each with who says it. */
export function sentenceTexts(speaker: string, body: string): string[] {
  const read = body.slice(0, mostUnits);
  const sentences = sentencesOf(read)
    .map(({ from, to }) => read.slice(from, to))
    .filter((sentence) => sentence.length > shortest);
  return [read, ...(sentences.length > 1 ? sentences.slice(0, mostSentences) : [])].map(
    (words) => `${speaker}: ${words}`,
  );
}

/** A question as it is asked, and its content words alone. */
export const questionForms = (text: string): string[] => [text, contentWords(text).join(' ')];

/** A window's or a question's vector as it is kept and compared, in int8. `name`: of the encoder. */
export const kept = (name: string, vector: Float32Array): Int8Array =>
  hasSpace(name) ? quantised(inSpace(vector, windowDimensions, mainAxes), windowScale) : quantised(vector);

/** The encoder's vectors of a message's sentences, in the space of sentences: int8, one after the other. */
export function sentencesInSpace(vectors: readonly Float32Array[], axes = mainAxes): Int8Array {
  const all = new Int8Array(vectors.length * sentenceDimensions);
  vectors.forEach((vector, at) => {
    all.set(quantised(inSpace(vector, sentenceDimensions, axes), sentenceScale), at * sentenceDimensions);
  });
  return all;
}

/** The mean of a question's forms in the space of sentences. */
export function questionInSpace(vectors: readonly Float32Array[], axes = mainAxes): Float32Array {
  const sum = new Float32Array(sentenceDimensions);
  for (const vector of vectors)
    inSpace(vector, sentenceDimensions, axes).forEach((value, at) => {
      sum[at] = (sum[at] ?? 0) + value;
    });
  return toUnit(sum);
}

/** Turns a question towards where answers lie. `matrix`: rows of the question's components, columns of the sentences'; the trained one when left out. */
export function turned(question: Float32Array, matrix: Float32Array = turn): Float32Array {
  return Float32Array.from({ length: sentenceDimensions }, (_, column) =>
    question.reduce((sum, value, row) => sum + value * (matrix[row * sentenceDimensions + column] ?? 0), 0),
  );
}

/** How close a turned question is to the closest sentence of a message. */
export function closestSentence(question: Float32Array, sentences: Int8Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < sentences.length; start += sentenceDimensions) {
    let product = 0;
    for (let at = 0; at < sentenceDimensions; at += 1)
      product += (question[at] ?? 0) * (sentences[start + at] ?? 0);
    if (product > most) most = product;
  }
  return most / sentenceScale;
}

/** The vector's parts along the first axes, made to length 1. */
function inSpace(vector: Float32Array, dimensions: number, axes: Float32Array): Float32Array {
  const parts = new Float32Array(dimensions);
  vector.forEach((value, row) => {
    const start = row * windowDimensions;
    for (let column = 0; column < dimensions; column += 1)
      parts[column] = (parts[column] ?? 0) + value * (axes[start + column] ?? 0);
  });
  return toUnit(parts);
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
