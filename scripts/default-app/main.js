// The default app of the stand-in runtime: a packaged Electron has none. It starts the app in the folder (or the file)
// named on the command line, as `electron FOLDER` does. It must stay ESM with a top-level await: as CommonJS, `ready`
// fires before the app's own code ran, and registering the holdfast:// scheme throws.
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const argument = process.argv.slice(1).find((word) => !word.startsWith('-'));
if (!argument) {
  process.stderr.write('Usage: electron FOLDER [arguments]\n');
  process.exit(2);
}
const target = resolve(argument);
let main = target;
if (statSync(target).isDirectory()) {
  const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'));
  app.setName(manifest.productName ?? manifest.name);
  app.setVersion(manifest.version);
  app.setAppPath(target);
  main = join(target, manifest.main ?? 'index.js');
}
await import(pathToFileURL(main).href);
