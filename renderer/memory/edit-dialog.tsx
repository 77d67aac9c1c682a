import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Drawer, queryKey, useEndpointMutation } from '../api/index.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { navigate } from '../router/router.ts';
import { Button, Dialog, Field, Textarea, toast } from '../ui/index.ts';
import { hrefOf, type MemoryPlace } from './use-memory-place.ts';

const longest = 8000;

/** Other words in a drawer's place. Its own stay behind them until the owner forgets them. */
export function EditDialog({
  drawer,
  place,
  onClose,
}: {
  drawer: Drawer;
  place: MemoryPlace;
  onClose: () => void;
}) {
  const { t } = useTranslation('memory');
  const [text, setText] = useState(drawer.text.slice(0, longest));
  const client = useQueryClient();
  const revise = useEndpointMutation('reviseDrawer', ['palace']);
  async function save(): Promise<void> {
    const newer = await revise.mutateAsync({ params: { id: drawer.id }, body: { text } });
    // it is known already: what shows the drawer stays, and gets the focus back
    client.setQueryData(queryKey('getDrawer', { params: { id: newer.id } }), newer);
    onClose();
    navigate(hrefOf({ ...place, drawer: newer.id }));
    toast.done(t('edited'));
  }
  return (
    <Dialog isOpen isForm width="lg" onClose={onClose} title={t('editTitle')}>
      <Field label={t('editWords')} hint={t('editHint')}>
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            maxLength={longest}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="mt-4 flex justify-end gap-2">
        <Button variant="ghost" onClick={onClose}>
          {t('editCancel')}
        </Button>
        <Button
          variant="primary"
          isBusy={revise.isPending}
          disabled={text.trim() === '' || text.trim() === drawer.text.trim()}
          onClick={() => void save().catch(showFailure)}
        >
          {t('editSave')}
        </Button>
      </div>
    </Dialog>
  );
}
