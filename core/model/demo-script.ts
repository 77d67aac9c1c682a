import { demoCode } from './demo-code.ts';
import { dryRun, planning } from './demo-modes.ts';
import {
  call,
  isPutAside,
  rememberFigure,
  report,
  type Step,
  say,
  think,
  waitsForYou,
  writeReport,
} from './demo-parts.ts';
import { parseRehearsalScript, type RehearsalScript, type RehearsalScriptInput } from './rehearsal-script.ts';

const filePath = (ending: string) => `(/mnt/folders/(?![^\\n"]*report)[^\\n"]+?\\.${ending})(?=["\\s]|$)`;

const captures: RehearsalScriptInput['captures'] = {
  folder: { from: 'tool_result', tool: 'glob', matches: '(/mnt/folders/[^/\\n"]+)/' },
  csv: { from: 'tool_result', tool: 'glob', matches: filePath('csv'), pick: 'first' },
  note: { from: 'tool_result', tool: 'glob', matches: filePath('md'), pick: 'first' },
  other_note: {
    from: 'tool_result',
    tool: 'glob',
    matches: `\\.md\\b[\\s\\S]*?${filePath('md')}`,
    pick: 'first',
  },
  figure: { from: 'tool_result', tool: 'run_code', matches: 'figure=(\\d+(?:\\.\\d+)?)' },
  headline: { from: 'tool_result', tool: 'run_code', matches: 'headline=([^\\n\\\\"]+)' },
  detail: { from: 'tool_result', tool: 'run_code', matches: 'detail=([^\\n\\\\"]+)' },
  // there once a dry run wrote down what would have been done
  recorded: { from: 'tool_result', matches: '(Recorded, not executed)' },
  // the first line of what the refused write answered: it holds the owner's note
  refusal: { from: 'tool_result', tool: 'write', is_error: true, matches: '(?<![\\s\\S])([^\\n]+)' },
};

const read = (path: string) => call('read', { file_path: path });

const look = call('glob', { pattern: '**/*', path: '/mnt/folders' });

// what a folder holds decides what is read: the same three steps for two notes, one note, none
const noteSets = [['note', 'other_note'], ['note'], []];

function readingSteps(): Step[] {
  return noteSets.map((notes) => ({
    when: { last: 'tool_result', tool: 'glob', contains: '.csv', captured: ['csv', ...notes] },
    reply: {
      blocks: [
        say(
          `There is a table${notes.length > 0 ? ' and something written about it' : ''}. I read ${notes.length > 0 ? 'them' : 'it'} first.`,
        ),
        read('{{csv}}'),
        ...notes.map((note) => read(`{{${note}}}`)),
      ],
    },
  }));
}

function computingSteps(): Step[] {
  return noteSets.map((notes) => ({
    when: { last: 'tool_result', tool: 'read', is_error: false, captured: ['csv', ...notes] },
    reply: {
      blocks: [
        think(
          'The notes may say which rows count and what a unit costs. I should not add up sixty rows in my head: the sandbox reads the files itself and computes.',
        ),
        say('I compute it in the sandbox, from the files themselves.'),
        call('run_code', { language: 'javascript', code: demoCode('csv', notes) }),
      ],
    },
  }));
}

const conversation: Step[] = [
  {
    when: {
      last: 'user',
      matches: '^\\s*(hi|hello|hey|good (morning|afternoon|evening)|hallo|guten tag|moin)\\b[\\s!.,]*$',
    },
    reply: {
      blocks: [
        say(
          'Hello! I am the rehearsal: a scripted stand-in for a model, so that you can try Holdfast without a key. Everything around me is real. Grant me a folder with a CSV file and ask for a report.',
        ),
      ],
    },
  },
  {
    when: { last: 'user', matches: 'what (can|do) you|who are you|how do(es)? (you|this) work|^\\s*help\\b' },
    reply: {
      blocks: [
        say(
          'I play one real piece of work:\n\n1. I look into the folder you granted and read a CSV file and the notes beside it.\n2. I compute a figure from them in the sandbox.\n3. I ask before I write a report into your folder. You may say no. With “Plan first” below you see my steps beforehand, with “Dry run” nothing is written at all.\n4. I make a note of the figure. It comes from your files, not from your words, so it waits in the memory until you release it.\n\nAsk me: *“Work out what the electricity cost and write a short report.”*',
        ),
      ],
    },
  },
  {
    when: {
      last: 'user',
      captured: ['refusal', 'figure'],
      matches: '\\b(yes|yep|ok|okay|sure|please|workspace|keep it|do that|go ahead)\\b',
    },
    reply: {
      blocks: [
        say('I keep it in the workspace then.'),
        call('write', { file_path: '/workspace/report.md', content: report }),
      ],
    },
  },
  {
    when: {
      last: 'user',
      captured: ['refusal', 'figure'],
      matches: '^\\s*(no|nope|never mind|stop|leave it)\\b',
    },
    reply: { blocks: [say('Then I leave it at that. Nothing was written. For the record: {{headline}}.')] },
  },
  {
    when: { last: 'user', matches: '\\b(thanks|thank you|great|perfect|danke)\\b' },
    reply: { blocks: [say('You are welcome. You find every word of this in the memory.')] },
  },
  {
    when: { last: 'user', captured: ['figure'], matches: '\\b(again|redo|once more|repeat)\\b' },
    reply: { blocks: [say('Once more, from the files as they are now.'), look] },
  },
  {
    when: { last: 'user', captured: ['figure'] },
    reply: {
      blocks: [
        say(
          '{{headline}}: that is the figure **{{figure}}** I computed from `{{csv}}`. {{detail}}. I am only the rehearsal, so this is where my script ends; say “again” and I start over.',
        ),
      ],
    },
  },
  {
    when: {
      last: 'user',
      has_tool: 'glob',
      matches:
        '\\b(report|folder|files?|csv|notes?|cost|costs|energy|electricity|sum|total|calculate|compute|analy[sz]e|read|look|work out|write|start|begin|demo|go|yes|ok|done|granted|ready|again|summari[sz]e)\\b',
    },
    reply: { blocks: [say('I look at what is in the folder first.'), look] },
  },
];

const withoutData: Step[] = [
  {
    when: { last: 'tool_result', tool: 'glob', contains: '/mnt/folders/', captured: ['folder'] },
    reply: {
      blocks: [
        say(
          'I can see the folder `{{folder}}`, but no CSV file in it. My script needs one: put a table there, or grant me another folder, and tell me to look again.',
        ),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'glob' },
    reply: {
      blocks: [
        say(
          'No folder is granted to this session yet. Add one with the folder button below (reading and writing, if I am to leave a report there), then tell me to look again.',
        ),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'read', is_error: true },
    reply: {
      blocks: [
        say('I could not read everything: {{last_text}}\n\nCheck the folder and tell me to look again.'),
      ],
    },
  },
];

const writing: Step[] = [
  ...planning,
  ...dryRun,
  {
    when: {
      last: 'tool_result',
      tool: 'run_code',
      is_error: false,
      contains: 'figure=',
      captured: ['figure', 'headline', 'detail', 'folder'],
    },
    reply: {
      blocks: [
        say('{{headline}}. I put that into a short report in your folder; you will be asked first.'),
        writeReport,
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'run_code' },
    reply: {
      blocks: [
        say(
          'The computation did not come through:\n\n```\n{{last_text}}\n```\n\nSay “again” and I start over.',
        ),
      ],
    },
  },
  {
    when: {
      last: 'tool_result',
      tool: 'write',
      is_error: true,
      input_contains: '/mnt/folders/',
      captured: ['refusal', 'headline'],
    },
    reply: {
      blocks: [
        say(
          'I do not write into your folder. What I was told: “{{refusal}}”\n\nThe result stands all the same: {{headline}}. Shall I keep the report in `/workspace` instead? It stays inside this session.',
        ),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'write', is_error: true },
    reply: { blocks: [say('That could not be written either: {{last_text}}')] },
  },
  {
    when: {
      last: 'tool_result',
      tool: 'write',
      input_contains: '"/workspace/',
      has_tool: 'remember',
      captured: ['headline', 'csv'],
    },
    reply: {
      blocks: [
        call('remember', { text: '{{headline}} (from {{csv}}; report kept in /workspace/report.md).' }),
      ],
    },
  },
  {
    when: {
      last: 'tool_result',
      tool: 'write',
      has_tool: 'remember',
      captured: ['headline', 'csv', 'folder'],
    },
    reply: {
      blocks: [rememberFigure],
    },
  },
  {
    when: { last: 'tool_result', tool: 'remember', is_error: true, captured: ['headline'] },
    reply: {
      blocks: [say('Done, but I did not keep it as a note: {{last_text}}\n\n**{{headline}}.**')],
    },
  },
  {
    when: {
      last: 'tool_result',
      tool: 'remember',
      contains: isPutAside,
      input_contains: '/workspace/report.md',
      captured: ['headline', 'detail', 'figure'],
    },
    reply: {
      blocks: [
        say(
          `Done. **{{headline}}.** {{detail}}.\n\nThe report is \`report.md\` in this session’s workspace. ${waitsForYou}`,
        ),
      ],
    },
  },
  {
    when: {
      last: 'tool_result',
      tool: 'remember',
      contains: isPutAside,
      captured: ['headline', 'detail', 'figure', 'folder'],
    },
    reply: {
      blocks: [
        say(`Done. **{{headline}}.** {{detail}}.\n\nThe report is \`{{folder}}/report.md\`. ${waitsForYou}`),
      ],
    },
  },
  {
    when: {
      last: 'tool_result',
      tool: 'remember',
      input_contains: '/workspace/report.md',
      captured: ['headline', 'detail', 'figure'],
    },
    reply: {
      blocks: [
        say(
          'Done. **{{headline}}.** {{detail}}.\n\nThe report is `report.md` in this session’s workspace, and I remembered the figure **{{figure}}**.',
        ),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'remember', captured: ['headline', 'detail', 'figure', 'folder'] },
    reply: {
      blocks: [
        say(
          'Done. **{{headline}}.** {{detail}}.\n\nThe report is `{{folder}}/report.md`, and I remembered the figure **{{figure}}**. Ask me about it in another session: memory is word for word.',
        ),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'write', captured: ['headline'] },
    reply: { blocks: [say('Done. **{{headline}}.**')] },
  },
];

/**
 * The script of the app's first run: real work on a granted folder with a CSV file and notes, whatever their names.
 * Every path and figure it speaks of is captured from what the tools really answered.
 */
export function demoScript(): RehearsalScript {
  return parseRehearsalScript(
    {
      name: 'demo',
      description:
        'I can look into a folder you granted, compute a figure from its CSV file and notes, ask before I write a report there, and make a note of the result.',
      delay_ms: 14,
      judge: JSON.stringify({ decision: 'allow', reason: 'You asked for exactly this file.' }),
      captures,
      steps: [...conversation, ...readingSteps(), ...withoutData, ...computingSteps(), ...writing],
    } satisfies RehearsalScriptInput,
    'the built-in demo',
  );
}
