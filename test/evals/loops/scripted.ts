import { act, fail, inTurn, read, type Script } from './step.ts';

/**
 * Twenty ways of going in circles, written down before the guard was. None of them ends by itself. Where calls alternate, at
 * most three different ones do.
 */
export const loops: readonly Script[] = [
  {
    name: 'the same read again and again',
    at: () => read({ file_path: '/workspace/todo.md' }, '     1\t- buy milk\n     2\t- call Ada'),
  },
  {
    name: 'the same search with other white space each time',
    at: (index) =>
      read({ pattern: `total${' '.repeat(index + 1)}amount` }, 'invoices/a.csv:3: total amount', 'grep'),
  },
  {
    name: 'the same arguments in another order, with empty ones added',
    at: (index) =>
      index % 2 === 0
        ? read({ pattern: 'VAT', path: '/workspace' }, 'a.csv:1: VAT', 'grep')
        : read({ path: '/workspace/', pattern: 'VAT', glob: '' }, 'a.csv:1: VAT', 'grep'),
  },
  {
    name: 'two readings in turn',
    before: [read({ pattern: '*.md' }, 'a.md\nb.md', 'glob')],
    at: (index) =>
      inTurn(
        [
          read({ file_path: '/workspace/a.md' }, 'see b.md for the totals'),
          read({ file_path: '/workspace/b.md' }, 'see a.md for the totals'),
        ],
        index,
      ),
  },
  {
    name: 'three calls in turn',
    at: (index) =>
      inTurn(
        [
          read({ query: 'ticket 17' }, 'Ticket 17: open', 'search_tickets'),
          read({ id: 17 }, '{"id":17,"state":"open","owner":null}', 'get_ticket'),
          read({ team: 'support' }, '["Ada","Bo"]', 'list_people'),
        ],
        index,
      ),
  },
  {
    name: 'an edit made and taken back',
    at: (index) =>
      index % 2 === 0
        ? act('edit', { file_path: '/workspace/a.ts', old_string: 'let x', new_string: 'const x' }, 'Edited.')
        : act(
            'edit',
            { file_path: '/workspace/a.ts', old_string: 'const x', new_string: 'let x' },
            'Edited.',
          ),
  },
  {
    name: 'the same error from the same call',
    at: () => fail('fetch_page', { url: 'https://example.org/a' }, 'Error 503: service unavailable'),
  },
  {
    name: 'the same error for other files each time',
    at: (index) =>
      fail(
        'read',
        { file_path: `/workspace/notes/day-${index + 1}.md` },
        `There is no file "/workspace/notes/day-${index + 1}.md".`,
      ),
  },
  {
    name: 'the same error with another line number and request id each time',
    at: (index) =>
      fail(
        'run_code',
        { code: `const rows = parse(input, ${index});\nreturn rows;` },
        `The code failed (line ${index + 2}, column 9): parse is not defined [request 7f3a${index}c91]`,
      ),
  },
  {
    name: 'arguments that never fit the tool',
    at: (index) =>
      fail(
        'write',
        { path: `/workspace/r${index}.md`, body: 'x'.repeat(index) },
        'The arguments do not fit the tool write. file_path: expected string, received undefined',
      ),
  },
  {
    name: 'asked again and again for what was denied',
    at: (index) =>
      fail(
        'send_mail',
        { to: 'ada@example.org', subject: 'Report', body: `Please find it attached${'.'.repeat(index)}` },
        'Denied by the owner.',
      ),
  },
  {
    name: 'an argument that grows',
    at: (index) => read({ query: `invoice${' 2025'.repeat(index)}` }, 'No matches.', 'search_files'),
  },
  {
    name: 'paging that never advances',
    at: (index) =>
      read(
        { folder: 'inbox', page: index + 1 },
        `{"page": ${index + 1}, "mails": [{"id": 4, "from": "Bo"}, {"id": 9, "from": "Cy"}], "has_more": true}`,
        'list_mails',
      ),
  },
  {
    name: 'a cursor that never advances',
    at: (index) =>
      read(
        { channel: 'general', cursor: `c-${index}` },
        'Ada: hello\nBo: hello\n(more below)',
        'read_channel',
      ),
  },
  {
    name: 'an attempt counter and a nonce in every call',
    at: (index) =>
      read(
        { job: 'build-7', attempt: index + 1, request_id: `0b8f-${index}` },
        `{"job":"build-7","state":"queued","at":"2026-03-0${1 + (index % 9)}T10:00:0${index % 10}Z"}`,
        'get_job',
      ),
  },
  {
    name: 'an echo of itself',
    at: () => act('echo', { text: 'I will now begin.' }, 'I will now begin.'),
  },
  {
    name: 'an echo that grows',
    at: (index) => act('echo', { text: `go${' on'.repeat(index)}` }, `go${' on'.repeat(index)}`),
  },
  {
    name: 'two tools that send to each other',
    at: (index) =>
      index % 2 === 0
        ? act('ask_planner', { question: 'What next?' }, 'Ask the worker.')
        : act('ask_worker', { question: 'What next?' }, 'Ask the planner.'),
  },
  {
    name: 'a thought before each repeat',
    at: (index) =>
      index % 2 === 0
        ? act('think', { thought: `Let me look at it once more (${index}).` }, 'Thought noted.')
        : read({ file_path: '/workspace/data.csv' }, 'a,b\n1,2'),
  },
  {
    name: 'the same file written with the same content, in the middle of honest work',
    before: [
      read({ file_path: '/workspace/in.txt' }, 'alpha'),
      act('write', { file_path: '/workspace/one.txt', content: '1' }, 'Wrote 1 byte to /workspace/one.txt.'),
      read({ file_path: '/workspace/one.txt' }, '1'),
    ],
    at: () =>
      act(
        'write',
        { file_path: '/workspace/two.txt', content: 'two' },
        'Wrote 3 bytes to /workspace/two.txt.',
      ),
  },
];
