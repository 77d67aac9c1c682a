import { turn } from '../embedder/axes.ts';
import { spaceName, toUnit } from '../embedder/space.ts';
import { sentencesOf } from '../structure/sentences.ts';
import { contentWords } from '../words/expression.ts';
import { quantised } from './scanner.ts';

// With the encoder that comes along what was said is compared sentence by sentence, too, by the first components of the space, with the question
// turned towards where answers lie. With another one windows alone are compared.

/** Components of a sentence's vector: the first of the encoder's. */
export const sentenceDimensions = 64;

const mostSentences = 8;
const shortest = 8;
const mostUnits = 500;
const sentenceScale = 127;
const windowScale = 254;

/** Whether vectors of this name are good for sentences. */
export const hasSentences = (name: string): boolean => name === spaceName;

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
  hasSentences(name) ? quantised(vector, windowScale) : quantised(vector);

/** The vectors of a message's sentences as they are kept: int8, one after the other. */
export function keptSentences(vectors: readonly Float32Array[]): Int8Array {
  const all = new Int8Array(vectors.length * sentenceDimensions);
  vectors.forEach((vector, at) => {
    all.set(quantised(firstParts(vector), sentenceScale), at * sentenceDimensions);
  });
  return all;
}

/** The mean of a question's forms. */
export function meanForm(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(sentenceDimensions);
  for (const vector of vectors)
    firstParts(vector).forEach((value, at) => {
      sum[at] = (sum[at] ?? 0) + value;
    });
  return toUnit(sum);
}

const firstParts = (vector: Float32Array): Float32Array => toUnit(vector.slice(0, sentenceDimensions));

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
