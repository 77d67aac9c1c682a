import { act, fail, inTurn, read, type Script, type Step } from './step.ts';

/** Honest work that looks like a loop; `length` calls of it must go through. */
export interface Honest extends Script {
  length: number;
}

const wait = (seconds: number): Step =>
  act('wait', { seconds, reason: 'the job runs' }, `Waited ${seconds} seconds.`);
const pad = (index: number) => String(index).padStart(3, '0');

/** Twenty of them, written down before the guard was. */
export const pollings: readonly Honest[] = [
  {
    name: 'paging through fifty pages',
    length: 50,
    at: (index) => read({ page: index + 1 }, `row ${index * 10} to row ${index * 10 + 9}`, 'list_rows'),
  },
  {
    name: 'paging by cursor',
    length: 30,
    at: (index) =>
      read({ cursor: `c${index}` }, `{"items":["item-${index}"],"next":"c${index + 1}"}`, 'list_items'),
  },
  {
    name: 'reading a long file range by range',
    length: 40,
    at: (index) =>
      read(
        { file_path: '/workspace/log.txt', view_range: [index * 100 + 1, index * 100 + 100] },
        `${index * 100 + 1}\tentry ${index}`,
      ),
  },
  {
    name: 'a job looked at after each wait',
    length: 40,
    at: (index) => (index % 2 === 0 ? read({ job: 7 }, 'state: running', 'get_job') : wait(30)),
  },
  {
    name: 'a job looked at after waits, with a thought in between',
    length: 30,
    at: (index) =>
      inTurn(
        [
          read({ job: 7 }, 'state: running', 'get_job'),
          act('think', { thought: 'Not yet done; I wait.' }, 'Thought noted.'),
          wait(60),
        ],
        index,
      ),
  },
  {
    name: 'a job whose progress changes',
    length: 25,
    at: (index) => read({ job: 7 }, `state: running, ${index * 4} percent`, 'get_job'),
  },
  {
    name: 'a tail of a log that grows',
    length: 20,
    at: (index) =>
      read(
        { file_path: '/mnt/folders/Logs/app.log' },
        Array.from({ length: index + 1 }, (_, n) => `line ${n}`).join('\n'),
      ),
  },
  {
    name: 'a transient error, four tries, then success and work',
    length: 12,
    at: (index) =>
      index < 4
        ? fail('fetch_page', { url: 'https://example.org' }, 'Error 503: service unavailable')
        : read({ url: `https://example.org/${index}` }, `page ${index}`, 'fetch_page'),
  },
  {
    name: 'a transient error waited out',
    length: 20,
    at: (index) =>
      index % 2 === 0 && index < 18
        ? fail('fetch_page', { url: 'https://example.org' }, 'Error 429: too many requests')
        : index < 18
          ? wait(20)
          : read({ url: 'https://example.org' }, 'hello', 'fetch_page'),
  },
  {
    name: 'fifty files edited the same way',
    length: 50,
    at: (index) =>
      act(
        'edit',
        { file_path: `/workspace/src/m${pad(index)}.ts`, old_string: 'var', new_string: 'let' },
        'Edited.',
      ),
  },
  {
    name: 'thirty files read and edited',
    length: 60,
    at: (index) => {
      const file = `/workspace/src/m${pad(Math.floor(index / 2))}.ts`;
      return index % 2 === 0
        ? read({ file_path: file }, 'export const one = 1;')
        : act('edit', { file_path: file, old_string: '1', new_string: '2' }, 'Edited.');
    },
  },
  {
    name: 'thirty files of the same content read',
    length: 30,
    at: (index) => read({ file_path: `/workspace/p${pad(index)}/__init__.py` }, '(the file is empty)'),
  },
  {
    name: 'edit and test, the failures growing fewer',
    length: 24,
    at: (index) =>
      index % 2 === 0
        ? act(
            'edit',
            { file_path: '/workspace/sum.ts', old_string: `step ${index}`, new_string: `step ${index + 2}` },
            'Edited.',
          )
        : fail('run_tests', {}, `${30 - index} tests failed`),
  },
  {
    name: 'edit and test, one stubborn failure seven times',
    length: 15,
    at: (index) =>
      index === 14
        ? act('run_tests', {}, 'All tests passed.')
        : index % 2 === 0
          ? act(
              'edit',
              { file_path: '/workspace/sum.ts', old_string: `try ${index}`, new_string: `try ${index + 2}` },
              'Edited.',
            )
          : fail('run_tests', {}, 'sum.test.ts: expected 3, received 4'),
  },
  {
    name: 'forty mails sent to forty people',
    length: 40,
    at: (index) =>
      act('send_mail', { to: `person${index}@example.org`, text: 'The meeting moves.' }, 'Sent.'),
  },
  {
    name: 'twenty servers, all of them fine',
    length: 20,
    at: (index) => read({ server: `web-${index}` }, 'healthy', 'check_health'),
  },
  {
    name: 'ten different searches that find nothing',
    length: 10,
    at: (index) =>
      read(
        {
          pattern: inTurn(
            ['receipt', 'Quittung', 'bill', 'invoice', 'Rechnung', 'paid', 'VAT', 'total', 'sum', 'amount'],
            index,
          ),
        },
        'No matches.',
        'grep',
      ),
  },
  {
    name: 'a next button clicked and the page read',
    length: 30,
    at: (index) =>
      index % 2 === 0
        ? act('click', { selector: '#next' }, 'Clicked.')
        : read({}, `Results ${index * 10} to ${index * 10 + 9}`, 'read_page'),
  },
  {
    name: 'a file checked again after each change',
    length: 30,
    at: (index) => {
      const round = Math.floor(index / 3);
      return inTurn(
        [
          act('append', { file_path: '/workspace/list.md', text: `- entry ${round}` }, 'Appended.'),
          read({ file_path: '/workspace/list.md' }, `entries 0 to ${round}`),
          read({ pattern: '*.md' }, 'list.md', 'glob'),
        ],
        index,
      );
    },
  },
  {
    name: 'six known files read once more before the report',
    length: 13,
    at: (index) =>
      index === 12
        ? act('write', { file_path: '/workspace/report.md', content: 'All sums agree.' }, 'Wrote 15 bytes.')
        : index < 6
          ? read({ file_path: `/workspace/${'abcdef'.charAt(index)}.csv` }, `sum ${index}`)
          : index % 2 === 0
            ? read({ file_path: `/workspace/${'abcdef'.charAt(index - 6)}.csv` }, `sum ${index - 6}`)
            : act('append', { file_path: '/workspace/notes.md', text: `checked ${index}` }, 'Appended.'),
  },
];
