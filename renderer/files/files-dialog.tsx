import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UndoSelection } from '../api/index.ts';
import { Dialog, Tabs } from '../ui/index.ts';
import { ChangeTimeline } from './change-timeline.tsx';
import { FileBrowser } from './file-browser.tsx';
import { UndoReview } from './undo-review.tsx';

/** The session's files: what was changed in the owner's folders, with undo; and everything the session can reach. */
export function FilesDialog({ sessionId, onClose }: { sessionId: string; onClose: () => void }) {
  const { t } = useTranslation('changes');
  const [undoing, setUndoing] = useState<UndoSelection | null>(null);
  return (
    <Dialog isOpen width="xl" onClose={onClose} title={t(undoing ? 'undoTitle' : 'title')}>
      {undoing ? (
        <UndoReview sessionId={sessionId} selection={undoing} onDone={() => setUndoing(null)} />
      ) : (
        <Tabs
          label={t('title')}
          tabs={[
            {
              id: 'changes',
              label: t('changes'),
              content: <ChangeTimeline sessionId={sessionId} onUndo={setUndoing} onFollow={onClose} />,
            },
            { id: 'files', label: t('files'), content: <FileBrowser sessionId={sessionId} /> },
          ]}
        />
      )}
    </Dialog>
  );
}
