import i18next from 'i18next';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import type { Approval } from '../../../../core/api/contract.ts';
import { ApprovalContent } from '../../../../renderer/approvals/dialog/approval-content.tsx';
import approvals from '../../../../renderer/i18n/en/approvals.json' with { type: 'json' };

const i18n = i18next.createInstance();
await i18n
  .use(initReactI18next)
  .init({ lng: 'en', resources: { en: { approvals } }, defaultNS: 'approvals' });

/** An approval of a plain call; tests put hostile words into one place of it. */
export function approval(
  over: Partial<Omit<Approval, 'preview'>> & { preview?: Partial<Approval['preview']> } = {},
): Approval {
  const { preview, ...rest } = over;
  return {
    id: 'sevt_1',
    session_id: 'sesn_1',
    session_title: 'Bills',
    tool_use_id: 'sevt_1',
    tool: 'write',
    input: { path: '/mnt/folders/notes/a.md', content: 'hello' },
    input_hash: 'abc',
    created_at: '2026-11-29T09:00:00.000Z',
    expires_at: null,
    status: 'pending',
    preview: { sentence: 'Write a file.', reversible: true, facts: [], paths: [], diff: [], ...preview },
    why: ['It changes a file of yours.'],
    noticed: [],
    origins: null,
    rule_offered: null,
    answered_at: null,
    answered_by: null,
    note: null,
    ...rest,
  };
}

/** Every character that the dialog's content draws, in order; tags of blocks are line ends. */
export function shownText(of: Approval): string {
  return shownMarkup(of)
    .replaceAll(
      /<\/?(?:div|p|dd|dt|dl|h2|h3|li|ul|pre|figure|figcaption|section|summary|details)[^>]*>/g,
      '\n',
    )
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}

export function shownMarkup(of: Approval): string {
  return renderToStaticMarkup(
    <I18nextProvider i18n={i18n}>
      <ApprovalContent approval={of} namesSession ids={{ title: 'title', content: 'content' }} />
    </I18nextProvider>,
  );
}
