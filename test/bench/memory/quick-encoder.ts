import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spaceDimensions as dimensions, spaceName } from '../../../core/palace/embedder/space.ts';

/**
 * A folder as an owner's own encoder is, whose vectors pass for those of the encoder that comes along in their space: its runtime turns the ids of
 * a text into numbers that look like chance. Gives the folder.
 */
export function quickEncoder(folder: string): string {
  const runtime = join(folder, 'node_modules', 'onnxruntime-node');
  mkdirSync(runtime, { recursive: true });
  writeFileSync(
    join(folder, 'embedder.json'),
    JSON.stringify({ name: spaceName, dimensions, longest_tokens: 128 }),
  );
  writeFileSync(join(folder, 'model.onnx'), '');
  const pieces = ['<pad>', '<unk>', '<s>', '</s>', '<mask>', '<sep>', '▁', ...'abcdefghijklmnopqrstuvwxyz'];
  writeFileSync(join(folder, 'vocabulary.json'), JSON.stringify(pieces.map((piece) => [piece, -1])));
  writeFileSync(
    join(runtime, 'package.json'),
    JSON.stringify({ name: 'onnxruntime-node', main: 'index.js' }),
  );
  writeFileSync(join(runtime, 'index.js'), quickRuntime);
  return folder;
}

const quickRuntime = `
exports.Tensor = class { constructor(type, data) { this.data = data; } };
exports.InferenceSession = {
  async create() {
    return {
      outputNames: ['vector'],
      async run({ ids }) {
        let state = 1;
        for (const id of ids.data) state = (Math.imul(state, 31) + Number(id)) | 0;
        const data = new Float32Array(${dimensions});
        let sum = 0;
        for (let at = 0; at < data.length; at += 1) {
          state = (Math.imul(state, 1664525) + 1013904223) | 0;
          data[at] = state / 2 ** 31;
          sum += data[at] ** 2;
        }
        const length = Math.sqrt(sum);
        return { vector: { data: data.map((value) => value / length) } };
      },
    };
  },
};
`;
