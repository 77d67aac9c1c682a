import { sentencesOf } from '../structure/sentences.ts';
import { contentWords } from '../words/expression.ts';
import { projection, sentenceEncoder, turn } from './sentence-space.ts';

// What was said is compared sentence by sentence, too, in a space of few dimensions: the directions in which the sentences of LoCoMo's
// conversations 26, 30 and 41 vary most, and for questions turned towards where their answers lie (`npm run bench -- memory-space`). It is of
// the encoder that comes with Holdfast; with another one recall compares windows alone.

/** Components of a sentence's vector. */
export const sentenceDimensions = 64;

const mostSentences = 8;
const shortest = 8;
const mostUnits = 500;
const scale = 127;

/** Whether this encoder's vectors can be brought into the space of sentences. */
export const hasSentences = (encoder: string): boolean => encoder === sentenceEncoder;

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

/** The encoder's vectors of a message's sentences, in the space of sentences: int8, one after the other. */
export function sentencesInSpace(vectors: readonly Float32Array[], axes = projection): Int8Array {
  const all = new Int8Array(vectors.length * sentenceDimensions);
  vectors.forEach((vector, at) => {
    all.set(
      inSpace(vector, axes).map((value) => Math.round(value * scale)),
      at * sentenceDimensions,
    );
  });
  return all;
}

/** The mean of a question's forms in the space of sentences. */
export function questionInSpace(vectors: readonly Float32Array[], axes = projection): Float32Array {
  const sum = new Float32Array(sentenceDimensions);
  for (const vector of vectors)
    inSpace(vector, axes).forEach((value, at) => {
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
  return most / scale;
}

function inSpace(vector: Float32Array, axes: Float32Array): Float32Array {
  const projected = new Float32Array(sentenceDimensions);
  vector.forEach((value, row) => {
    for (let column = 0; column < sentenceDimensions; column += 1)
      projected[column] = (projected[column] ?? 0) + value * (axes[row * sentenceDimensions + column] ?? 0);
  });
  return toUnit(projected);
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
