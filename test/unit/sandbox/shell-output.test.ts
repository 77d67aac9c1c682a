// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's
import { Bash, InMemoryFs, MountableFs } from 'just-bash';
import { describe, expect, test } from 'vitest';
import { OutputSink, outputFolder, streaming } from '../../../core/sandbox/shell/output.ts';

/** Runs a script as the library does, or with its output streamed. */
async function run(script: string, isStreamed: boolean) {
  const told: string[] = [];
  const sink = new OutputSink((stream, text) => told.push(`${stream}: ${text}`));
  const fs = new MountableFs({
    base: new InMemoryFs(),
    mounts: [{ mountPoint: outputFolder, filesystem: sink }],
  });
  const bash = new Bash({ fs, cwd: '/tmp' });
  if (isStreamed)
    bash.registerTransformPlugin({ name: 'test', transform: ({ ast }) => ({ ast: streaming(ast) }) });
  const { stdout, stderr, exitCode, env } = await bash.exec(script);
  if (!isStreamed) return { stdout, stderr, exitCode, x: env.x, cwd: env.PWD };
  sink.take('stdout', stdout);
  sink.take('stderr', stderr);
  sink.flush();
  const of = (stream: string) =>
    told
      .filter((each) => each.startsWith(stream))
      .map((each) => each.slice(stream.length + 2))
      .join('');
  return {
    stdout: of('stdout'),
    stderr: of('stderr'),
    exitCode,
    x: env.x,
    cwd: env.PWD,
    told,
    text: sink.text(),
  };
}

describe('streaming changes nothing but when output comes', () => {
  test.each([
    'echo a; echo b >&2; false; echo $?',
    'x=1; { x=2; cd /; }; echo $x; (x=3; echo $x); pwd',
    'set -e; false && true; echo still; false; echo never',
    'set -e; if false; then echo no; fi; f() { false; echo no; }; f || echo caught; f; echo never',
    'for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done; while read l; do echo "[$l]"; done < <(echo q; echo r)',
    'i=0; while [ $i -lt 5 ]; do i=$((i+1)); if [ $i = 3 ]; then echo three; break; fi; echo $i; done; echo end $i',
    'for i in a b; do for j in 1 2 3; do if [ $j = 2 ]; then continue 2; fi; echo $i$j; done; done',
    'f() { echo in; return 3; echo out; }; f; echo $?; x=$(f); echo "$x"',
    'echo one; exit 4; echo two',
    'if echo cond; then echo body; fi; case a in a) echo A;; *) echo other;; esac',
    'echo a | tr a b; false | true; echo "${PIPESTATUS[@]}"; ! true; echo $?',
    'cat <<E\nheld $((1+1))\nE\necho x > f; cat f >&2; cat nothing',
    'exec > f; echo hidden; exec >&2; cat f',
    'echo "ä€😀"; printf "%s\\n" "$(echo ü)"; echo /wD+ | base64 -d | wc -c',
    'trap "echo bye" EXIT; echo hi',
    'set -u; echo ${nope}; echo never',
    'nosuchcommand; echo $?; ls /nothing; echo $?',
    'echo ${nope:?is missing}; echo never',
    'shopt -s nullglob; x=(1 2); echo ${#x[@]} *.none; unset x; echo "[${x-}]"',
    'until false; do echo once; break; done; select y in a; do break; done 2>/dev/null; echo $?',
    'echo a >&2 | cat; { echo b >&2; } 2>&1 | cat; echo c 2>/dev/null >&2',
    'eval "echo one; echo two >&2"; . /dev/null; bash -c "echo sub; exit 2"; echo $?',
    'if',
  ])('%j', async (script) => {
    const plain = await run(script, false);
    const { stdout, stderr, exitCode, x, cwd } = await run(script, true);
    expect({ stdout, stderr, exitCode, x, cwd }).toEqual(plain);
  });

  test('both streams come in the order of the statements, and before the end', async () => {
    const { told, text } = await run(
      'echo a; echo b >&2; for i in 1 2; do echo $i; echo e$i >&2; done',
      true,
    );
    expect(text).toBe('a\nb\n1\ne1\n2\ne2\n');
    expect(told).toEqual([
      'stdout: a\n',
      'stderr: b\n',
      'stdout: 1\n',
      'stderr: e1\n',
      'stdout: 2\n',
      'stderr: e2\n',
    ]);
  });
});
