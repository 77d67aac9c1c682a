import { call, isPutAside, rememberFigure, type Step, say, waitsForYou, writeReport } from './demo-parts.ts';

// what the whole piece of work has brought to light by then
const known = ['figure', 'headline', 'detail', 'folder', 'csv'];

/** In plan first mode the owner sees the steps before anything is written. */
export const planning: Step[] = [
  {
    when: {
      last: 'tool_result',
      tool: 'run_code',
      is_error: false,
      contains: 'figure=',
      has_tool: 'propose_plan',
      captured: known,
    },
    reply: {
      blocks: [
        say('{{headline}}. Before I change anything, here is my plan.'),
        call('propose_plan', {
          goal: 'A short report about {{csv}} in your folder, and the figure kept for later',
          steps: [
            {
              title: 'Write the report',
              tool: 'write',
              target: '{{folder}}/report.md',
              reversible: 'yes',
              why: 'It is what you asked for.',
            },
            {
              title: 'Remember the figure',
              tool: 'remember',
              reversible: 'yes',
              why: 'So that you find it again in another session, once you release it.',
            },
          ],
        }),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'propose_plan', is_error: true, captured: ['headline'] },
    reply: {
      blocks: [
        say(
          'Then I do none of it. What I was told: “{{last_text}}”\n\nThe result stands all the same: {{headline}}.',
        ),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'propose_plan', captured: known },
    reply: { blocks: [say('Thank you. I go by the plan as you approved it.'), writeReport] },
  },
];

/** In a dry run calls are recorded; the owner may let them be done afterwards. */
export const dryRun: Step[] = [
  {
    when: {
      last: 'tool_result',
      tool: 'write',
      contains: 'Recorded, not executed',
      has_tool: 'remember',
      captured: known,
    },
    reply: {
      blocks: [
        say('The report was recorded, not written. I would also remember the figure.'),
        rememberFigure,
      ],
    },
  },
  {
    when: { last: 'tool_result', contains: 'Recorded, not executed', captured: known },
    reply: {
      blocks: [
        say(
          'This was a dry run, so I changed nothing. **{{headline}}.** {{detail}}.\n\nAbove the message field is the list of what I would have done. You decide what of it is run.',
        ),
      ],
    },
  },
  {
    when: { last: 'tool_result', tool: 'write', is_error: false, captured: ['recorded', ...known] },
    reply: { blocks: [say('Now it is done: the report is `{{folder}}/report.md`. **{{headline}}.**')] },
  },
  {
    when: { last: 'tool_result', tool: 'remember', contains: isPutAside, captured: ['recorded', ...known] },
    reply: { blocks: [say(`Now it is done: **{{headline}}.** ${waitsForYou}`)] },
  },
  {
    when: { last: 'tool_result', tool: 'remember', is_error: false, captured: ['recorded', ...known] },
    reply: { blocks: [say('Now I remember it: **{{headline}}.**')] },
  },
];
