// Other ways to run JavaScript that is not trusted, behind one face: `run(body, {json, calls})` evaluates `body`, the inside of an async
// function, in a fresh context, where `given` is the object that `json` is the text of, `echo(value)` an asynchronous function of the host and
// `add(a, b)` a synchronous one; the result arrives in the host as an object. A way that cannot be had here says why.
import { createContext, runInContext } from 'node:vm';

const echo = async (value) => value;
const add = (a, b) => a + b;

const nodeVm = async () => ({
  run: (body, { json = 'null' } = {}) =>
    runInContext(`(async () => { ${body} })()`, createContext({ echo, add, given: JSON.parse(json) })),
});

const wrapped = async () => {
  const [{ default: variant }, { loadQuickJs }] = await Promise.all([
    import('@jitl/quickjs-ng-wasmfile-release-sync'),
    import('@sebastianwessel/quickjs'),
  ]);
  const { runSandboxed } = await loadQuickJs(variant);
  return {
    run: async (body, { json = 'null' } = {}) => {
      const code = `const { echo, add } = env; const given = JSON.parse(env.text);\nexport default await (async () => { ${body} })()`;
      const result = await runSandboxed(({ evalCode }) => evalCode(code), {
        env: { echo, add, text: json },
        memoryLimit: 64 * 1024 * 1024,
      });
      if (!result.ok) throw new Error(`${result.error.name}: ${result.error.message}`);
      return result.data;
    },
  };
};

const isolated = async () => {
  const { default: ivm } = await import('isolated-vm');
  const isolate = new ivm.Isolate({ memoryLimit: 64 });
  return {
    run: async (body, { json = 'null' } = {}) => {
      const context = await isolate.createContext();
      try {
        const given = new ivm.ExternalCopy(JSON.parse(json)).copyInto({ release: true });
        const code = `const echo = (value) => $0.apply(undefined, [value], { arguments: { copy: true }, result: { promise: true, copy: true } });
          const add = (a, b) => $1.applySync(undefined, [a, b]); const given = $2; return (async () => { ${body} })()`;
        const args = [new ivm.Reference(echo), new ivm.Reference(add), given];
        return await context.evalClosure(code, args, { result: { promise: true, copy: true } });
      } finally {
        context.release();
      }
    },
    close: () => isolate.dispose(),
  };
};

export const ways = [
  { name: 'node:vm', isolation: 'none: code reaches the host', open: nodeVm },
  { name: '@sebastianwessel/quickjs', isolation: "QuickJS-NG, on the host's own thread", open: wrapped },
  { name: 'isolated-vm', isolation: "a V8 isolate of its own in the host's process", open: isolated },
];
