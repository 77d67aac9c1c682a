import { strToU8, type Zippable, zipSync } from 'fflate';
import type { SourceFile } from '../../../core/imports/types.ts';

/** Small exports by the real formats. */
export const json = (value: unknown): Uint8Array => strToU8(JSON.stringify(value));
export const lines = (...values: readonly (object | string)[]): Uint8Array =>
  strToU8(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n'));
export const utf8 = strToU8;
export const zip = (files: Zippable): Uint8Array => zipSync(files);
export const file = (path: string, bytes: Uint8Array): SourceFile => ({
  path,
  group: path.split('/')[0] ?? path,
  bytes,
});

export const claudeConversation = {
  uuid: 'c-1',
  name: 'Planning the garden',
  created_at: '2025-03-01T09:00:00.000000Z',
  updated_at: '2025-03-01T09:05:00.000000Z',
  account: { uuid: 'a-1' },
  chat_messages: [
    {
      uuid: 'm-1',
      sender: 'human',
      text: 'When do I plant the quince tree?',
      content: [{ type: 'text', text: 'When do I plant the quince tree?' }],
      created_at: '2025-03-01T09:00:01.000000Z',
      attachments: [
        { file_name: 'soil.txt', file_type: 'txt', extracted_content: 'The soil is heavy clay.' },
      ],
      files: [{ file_name: 'garden.jpg' }],
    },
    {
      uuid: 'm-2',
      sender: 'assistant',
      text: 'In late autumn.',
      content: [
        { type: 'thinking', thinking: 'Quinces like autumn.' },
        { type: 'tool_use', name: 'web_search', input: {} },
        { type: 'tool_result', content: [] },
        { type: 'text', text: 'In late autumn, before the frost.' },
      ],
      created_at: '2025-03-01T09:00:09.000000Z',
      attachments: [],
      files: [],
    },
  ],
};

const node = (
  id: string,
  parent: string | null,
  children: readonly string[],
  message: Record<string, unknown> | null,
) => ({ id, parent, children, message });
const says = (role: string, text: string, seconds: number, more: object = {}) => ({
  author: { role },
  create_time: seconds,
  content: { content_type: 'text', parts: [text] },
  recipient: 'all',
  metadata: {},
  ...more,
});

export const chatGptConversation = {
  title: 'Sourdough',
  conversation_id: 'g-1',
  create_time: 1_740_000_000.5,
  current_node: 'answer-2',
  mapping: {
    root: node('root', null, ['system'], null),
    system: node('system', 'root', ['ask'], says('system', '', 0)),
    ask: node(
      'ask',
      'system',
      ['answer-1', 'call'],
      says('user', 'How long does my starter rise?', 1_740_000_001),
    ),
    'answer-1': node('answer-1', 'ask', [], says('assistant', 'Two hours. (the first try)', 1_740_000_002)),
    call: node('call', 'ask', ['result'], {
      ...says('assistant', '', 1_740_000_003),
      recipient: 'python',
      content: { content_type: 'code', text: 'print(6)' },
    }),
    result: node('result', 'call', ['picture'], {
      ...says('tool', '', 1_740_000_004),
      content: { content_type: 'execution_output', text: '6' },
    }),
    picture: node('picture', 'result', ['answer-2'], {
      ...says('user', '', 1_740_000_005),
      content: {
        content_type: 'multimodal_text',
        parts: [{ content_type: 'image_asset_pointer', asset_pointer: 'file-service://x' }, 'Here it is.'],
      },
    }),
    'answer-2': node('answer-2', 'picture', [], says('assistant', 'Six hours at 24 degrees.', 1_740_000_006)),
  },
};

export const claudeCodeLines = [
  { type: 'summary', summary: 'Fixing the build', leafUuid: 'u-9' },
  { type: 'user', uuid: 'u-1', sessionId: 's-1', timestamp: '2026-01-15T10:14:50.233Z', isSidechain: false, message: { role: 'user', content: 'The build fails on Windows.' } },
  { type: 'user', uuid: 'u-2', sessionId: 's-1', timestamp: '2026-01-15T10:14:51Z', isMeta: true, message: { role: 'user', content: 'Caveat: …' } },
  { type: 'user', uuid: 'u-3', sessionId: 's-1', timestamp: '2026-01-15T10:14:52Z', message: { role: 'user', content: '<command-name>/clear</command-name>' } },
  { type: 'assistant', uuid: 'u-4', sessionId: 's-1', timestamp: '2026-01-15T10:15:00Z', message: { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.' }, { type: 'text', text: 'A path uses backslashes.' }, { type: 'tool_use', id: 't', name: 'Edit', input: {} }] } },
  { type: 'user', uuid: 'u-5', sessionId: 's-1', timestamp: '2026-01-15T10:15:01Z', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'ok' }] } },
  { type: 'assistant', uuid: 'u-6', sessionId: 's-1', isSidechain: true, timestamp: '2026-01-15T10:15:02Z', message: { role: 'assistant', content: [{ type: 'text', text: 'a helper speaks' }] } },
] as const; // biome-ignore format: a line each

export const codexLines = [
  { timestamp: '2025-12-08T00:37:46.102Z', type: 'session_meta', payload: { id: 'x-1', cwd: '/home/me', cli_version: '0.65.0' } },
  { timestamp: '2025-12-08T00:37:46.103Z', type: 'response_item', payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text: '<environment_context>\n</environment_context>' }] } },
  { timestamp: '2025-12-08T00:37:47.000Z', type: 'response_item', payload: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Rename the parser.' }] } },
  { timestamp: '2025-12-08T00:37:47.001Z', type: 'event_msg', payload: { type: 'user_message', message: 'Rename the parser.' } },
  { timestamp: '2025-12-08T00:37:48.000Z', type: 'response_item', payload: { type: 'reasoning', summary: [] } },
  { timestamp: '2025-12-08T00:37:49.000Z', type: 'response_item', payload: { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c' } },
  { timestamp: '2025-12-08T00:37:50.000Z', type: 'response_item', payload: { type: 'function_call_output', call_id: 'c', output: 'ok' } },
  { timestamp: '2025-12-08T00:37:51.000Z', type: 'response_item', payload: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It is called reader now.' }] } },
] as const; // biome-ignore format: a line each

export const geminiActivity = [
  { header: 'Gemini Apps', title: 'Gave feedback: Good response', time: '2025-05-02T08:02:00.000Z', products: ['Gemini Apps'] },
  { header: 'Gemini Apps', title: 'Prompted how tall is the Zugspitze', time: '2025-05-02T08:01:00.123Z', products: ['Gemini Apps'], safeHtmlItem: [{ html: '<p>It is <b>2,962</b> metres tall.</p>' }] },
  { header: 'Gemini Apps', title: 'Prompted good morning', time: '2025-05-01T06:00:00.000Z', products: ['Gemini Apps'], safeHtmlItem: [{ html: '<p>Good morning!</p>' }] },
] as const; // biome-ignore format: a line each

export const aiStudioPrompt = {
  runSettings: { model: 'models/gemini-2.5-pro' },
  systemInstruction: { text: 'Be brief.' },
  chunkedPrompt: {
    chunks: [
      { text: 'Name three apples.', role: 'user' },
      { text: 'Let me think.', role: 'model', isThought: true },
      { text: 'Boskoop, Elstar, Topaz.', role: 'model' },
      { driveImage: { id: 'd' }, role: 'user' },
    ],
    pendingInputs: [],
  },
};

export const slackFiles = {
  'users.json': [
    { id: 'U1', team_id: 'T1', name: 'mia', profile: { display_name: 'Mia', real_name: 'Mia Weber' } },
    { id: 'U2', team_id: 'T1', name: 'jonas', profile: { display_name: '', real_name: 'Jonas Roth' } },
  ],
  'channels.json': [{ id: 'C1', name: 'general', members: ['U1', 'U2'] }],
  'integration_logs.json': [],
  'general/2024-02-02.json': [
    { type: 'message', user: 'U2', text: 'See <https://example.org|the plan> &amp; tell <@U1>', ts: '1706864400.000200' },
  ],
  'general/2024-02-01.json': [
    { type: 'message', subtype: 'channel_join', user: 'U1', text: '<@U1> has joined', ts: '1706778000.000100' },
    { type: 'message', user: 'U1', text: 'The office moves to Ulm in May.', ts: '1706778060.000200', files: [{ id: 'F1' }] },
  ],
} as const; // biome-ignore format: a line each

export const slackZip = (): Uint8Array =>
  zip(Object.fromEntries(Object.entries(slackFiles).map(([name, value]) => [name, json(value)])));

const paragraph = (words: string, properties = '') =>
  `<w:p>${properties}<w:r><w:t xml:space="preserve">${words}</w:t></w:r></w:p>`;

export const docx = (): Uint8Array =>
  zip({
    '[Content_Types].xml': utf8('<Types/>'),
    'word/document.xml': utf8(
      `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${paragraph('Heating', '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>')}${paragraph('The boiler was serviced in &lt;March&gt; &amp; May.')}${paragraph('check the filter', '<w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>')}<w:p><w:del><w:r><w:delText>struck</w:delText></w:r></w:del><w:r><w:t>kept</w:t><w:tab/><w:t>too</w:t></w:r></w:p><w:tbl><w:tr><w:tc>${paragraph('Month')}</w:tc><w:tc>${paragraph('kWh')}</w:tc></w:tr><w:tr><w:tc>${paragraph('March')}</w:tc><w:tc>${paragraph('412')}</w:tc></w:tr></w:tbl></w:body></w:document>`,
    ),
  });
