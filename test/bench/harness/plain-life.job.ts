import { freshText } from './fresh-text.ts';
import { foldPlain, openPlainLog } from './plain-log.ts';
import { say } from './say.ts';

// The control of the crash rows, a program of its own so that it loads nothing but the driver: opens the plain log, folds it,
// appends steps until it is killed; says when the first is durable. Started with {folder} as JSON.
const { folder } = JSON.parse(process.argv[2] ?? '{}') as { folder: string };
const log = openPlainLog(folder);
foldPlain(log.read());
for (let index = 0; ; index += 1) {
  log.append(plainStep(index));
  if (index === 0) say({ first: true });
  await new Promise((resolve) => setTimeout(resolve, 10));
}

function plainStep(index: number) {
  return [
    { type: 'message', content: freshText(2048) },
    { type: 'call', content: { id: `toolu_${index}`, name: 'read', input: { path: freshText(200) } } },
    { type: 'result', content: freshText(4096) },
  ];
}
