import { describe, expect, test } from 'vitest';
import { openHands, textOf } from './support.ts';

const opened = async () => {
  const hands = await openHands();
  const run = async (command: string, more: object = {}) => hands.call('bash', { command, ...more });
  return { ...hands, run, say: async (command: string) => textOf(await run(command)) };
};

describe('bash', () => {
  test('pipes, loops and the usual commands work over the workspace', async () => {
    const { call, say } = await opened();
    await call('write', { file_path: 'data/a.csv', content: 'name,sum\nb,2\na,10\nc,3\n' });
    expect(
      await say("tail -n +2 data/a.csv | sort -t, -k2 -n | awk -F, '{ t += $2; print $1 } END { print t }'"),
    ).toBe('b\nc\na\n15');
    expect(
      await say('for i in 1 2 3; do printf "%s " $i; done; pwd; [[ -f data/a.csv ]] && echo there'),
    ).toBe('1 2 3 /workspace\nthere');
    expect(await say(`echo '{"a":[1,2]}' | jq -c '.a | map(. + 1)'`)).toBe('[2,3]');
  });

  test('what a command changed is there for every other tool, and for the next command', async () => {
    const { call, say } = await opened();
    await say(
      'mkdir -p out && echo one > out/x.txt && echo two >> out/x.txt && cp out/x.txt out/y.txt && mv out/y.txt z.txt',
    );
    expect(textOf(await call('read', { file_path: 'out/x.txt' }))).toBe('one\ntwo\n');
    expect(await say('cat z.txt; ls out; sed -i s/one/1/ out/x.txt; cat out/x.txt')).toBe(
      'one\ntwo\nx.txt\n1\ntwo',
    );
    await say('rm -r out');
    expect(textOf(await call('glob', { pattern: '**/*' }))).not.toContain('out/x.txt');
    expect(await say('tar -cf a.tar z.txt && rm z.txt && tar -xf a.tar && cat z.txt')).toBe('one\ntwo');
  });

  test('a failing command says so and still keeps what it did', async () => {
    const { run, say } = await opened();
    const outcome = await run('echo kept > kept.txt; cat missing.txt');
    expect(textOf(outcome)).toContain('missing.txt');
    expect(textOf(outcome)).toContain('[exit code 1]');
    expect(outcome.isError).toBe(false);
    expect(await say('cat kept.txt')).toBe('kept');
  });

  test('a command that is stopped or takes too long leaves nothing behind', async () => {
    const { run, say } = await opened();
    for (const forEver of ['while true; do :; done', 'sleep 60', `awk 'BEGIN { while (1) {} }'`]) {
      const outcome = await run(`echo half > half.txt; ${forEver}`, { timeout_ms: 600 });
      // a loop may also end at the number of its rounds, and what was done until then is kept as after any exit
      if (!outcome.isError) await say('rm half.txt');
      else
        expect(textOf(outcome)).toMatch(/^ERROR: Killed: the command took too long.*Nothing of it was kept/);
      expect(await say('ls')).toBe('[no output]');
    }
    expect((await run('sleep 60', { timeout_ms: 300 })).isError).toBe(true);
    const bomb = await run('x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done; echo $x', {
      timeout_ms: 20_000,
    });
    expect(bomb.isError || textOf(bomb).includes('exit code')).toBe(true);
    expect(await say('echo alive')).toBe('alive');
  });

  test('granted folders can be read and not changed; nothing else of the computer is there', async () => {
    const { say, call, root } = await opened();
    await call('write', { file_path: '/mnt/folders/Invoices/1.txt', content: 'owner\n' });
    expect(await say('cat /mnt/folders/Invoices/1.txt; ls /mnt/folders')).toBe('owner\nInvoices');
    expect(await say('echo changed > /mnt/folders/Invoices/1.txt')).toMatch(/read-only/i);
    expect(await say('rm -f /mnt/folders/Invoices/1.txt; cat /mnt/folders/Invoices/1.txt')).toContain(
      'owner',
    );
    expect(
      await say(`cat '${root}/1.txt' ../../../../etc/passwd /mnt/folders/Invoices/../../../etc/passwd`),
    ).not.toContain('root:');
    expect(await say('env; hostname; whoami')).not.toContain(process.env.HOME ?? 'no home');
    for (const command of [
      'curl https://example.com',
      'python3 -c 1',
      'js-exec "1"',
      'sqlite3 x.db',
      'node -e 1',
      'ssh x',
    ])
      expect(await say(command)).toMatch(/not (found|available)/);
  });

  test('links are not kept, and what is written through one is', async () => {
    const { call, say } = await opened();
    await call('write', { file_path: 'real/a.txt', content: 'a' });
    const text = await say('ln -s /workspace/real /workspace/link; echo b > link/b.txt; cat real/b.txt');
    expect(text).toContain('b');
    expect(text).toContain('1 link left out');
    expect(textOf(await call('read', { file_path: 'real/b.txt' }))).toBe('b\n');
  });

  test('bytes stay bytes, and a long output goes to a file', async () => {
    const { say, run } = await opened();
    expect(
      await say('echo /wD+ | base64 -d > bin; gzip -k bin; gunzip -c bin.gz | base64; wc -c < bin'),
    ).toMatch(/^\/wD\+\s+3$/);
    const outcome = await run('seq 1 40000');
    expect(textOf(outcome)).toContain('.outputs/');
    expect(outcome.details).toMatchObject({ exit_code: 0 });
  });

  test('restart and a missing command have an answer', async () => {
    const { call } = await opened();
    expect(textOf(await call('bash', { restart: true }))).toBe('bash session restarted');
    expect((await call('bash', {})).isError).toBe(true);
  });

  test('a state that is broken, too large, or leads nowhere begins anew', async () => {
    const { call } = await opened();
    const run = async (command: string) => textOf(await call('bash', { command }));
    await run('cd sub 2>/dev/null; mkdir -p here && touch here/f && cd here && x=1');
    expect(await run('pwd; echo $x')).toBe('/workspace/here\n1');
    await run('rm -r /workspace/here');
    expect(await run('pwd; echo $x')).toBe('/workspace\n1');
    await call('write', { file_path: '.shell/state.json', content: '{"cwd": 5' });
    expect(await run('pwd; echo "[$x]"')).toBe('/workspace\n[]');
    await run('y=$(seq 1 30000); z=2');
    expect(await run('echo "[$z]"')).toBe('[]');
    await call('write', {
      file_path: '.shell/state.json',
      content: '{"cwd":"/etc","variables":{"a b":"1"}}',
    });
    expect(await run('pwd')).toBe('/workspace');
  });

  test('output is told on while the command runs, both streams in order', async () => {
    const { run, output } = await opened();
    const outcome = await run('echo a; echo b >&2; for i in 1 2; do echo $i; done; exit 3');
    expect(textOf(outcome)).toBe('a\nb\n1\n2\n[exit code 3]');
    expect(output.join('').replaceAll('stdout: ', '').replaceAll('stderr: ', '')).toBe('a\nb\n1\n2\n');
    expect(output).toContain('stderr: b\n');
  });

  test('cd - leads back to where an earlier command was', async () => {
    const { say } = await opened();
    await say('mkdir -p "a b" c; touch "a b/f" c/f; cd "a b"');
    expect(await say('cd ../c; pwd')).toBe('/workspace/c');
    expect(await say('cd -')).toBe('/workspace/a b');
    expect(await say('echo "$OLDPWD"; cd -; cd - > /dev/null; pwd')).toBe(
      '/workspace/c\n/workspace/c\n/workspace/a b',
    );
    expect(await say('rm -r ../c; pwd')).toBe('/workspace/a b');
    expect(await say('pwd')).toBe('/workspace/a b');
  });
});
