import { Menu } from '@base-ui/react/menu';
import { useQueryClient } from '@tanstack/react-query';
import { Check, ChevronDown, ListChecks, NotebookPen, Play } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { queryKey, type SessionMode, useEndpoint, useEndpointMutation } from '../api/index.ts';
import { classNames } from '../lib/class-names.ts';
import { showFailure } from '../lib/failure-toast.ts';
import { buttonClasses } from '../ui/index.ts';

const modes = ['normal', 'plan_first', 'dry_run'] as const satisfies readonly SessionMode[];
const icons = { normal: Play, plan_first: ListChecks, dry_run: NotebookPen } as const;
const texts = { normal: 'normalText', plan_first: 'plan_firstText', dry_run: 'dry_runText' } as const;

/** How the agent works in this session: one of three, each with what it means. The session's log remembers it. */
export function ModeSwitch({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation('modes');
  const target = { params: { id: sessionId } };
  const mode = useEndpoint('getMode', target).data?.mode ?? 'normal';
  const setMode = useSetMode(sessionId);
  // inside the page's own landmark, so that a screen reader finds it there
  const place = useRef<HTMLDivElement>(null);
  const Icon = icons[mode];
  return (
    <div ref={place}>
      <Menu.Root>
        <Menu.Trigger
          aria-label={t('modeIs', { mode: t(mode) })}
          className={classNames(
            buttonClasses('ghost', 'sm'),
            mode !== 'normal' && 'bg-accent-soft text-accent hover:text-accent',
          )}
        >
          <Icon aria-hidden />
          {t(mode)}
          <ChevronDown aria-hidden className="-mr-0.5 opacity-70" />
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="start" side="top" sideOffset={6} className="z-50">
            <Menu.Popup aria-label={t('mode')} className="popup w-88 p-1">
              <Menu.RadioGroup
                value={mode}
                onValueChange={(next: SessionMode) => {
                  if (next !== mode) void setMode(next).catch(showFailure);
                }}
              >
                {modes.map((one) => (
                  <Choice key={one} mode={one} />
                ))}
              </Menu.RadioGroup>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  );
}

function Choice({ mode }: { mode: SessionMode }) {
  const { t } = useTranslation('modes');
  const Icon = icons[mode];
  return (
    <Menu.RadioItem
      value={mode}
      closeOnClick
      className="flex cursor-default gap-3 rounded-md px-3 py-2 outline-none data-highlighted:bg-hover [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-muted"
    >
      <Icon aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t(mode)}</span>
        <span className="block text-sm text-ink-muted">{t(texts[mode])}</span>
      </span>
      <span className="w-4 shrink-0">
        <Menu.RadioItemIndicator>
          <Check aria-hidden className="mt-0.5 size-4 text-accent" />
        </Menu.RadioItemIndicator>
      </span>
    </Menu.RadioItem>
  );
}

/** Changes a session's mode; resolves when the window knows it. */
export function useSetMode(sessionId: string): (mode: SessionMode) => Promise<void> {
  const client = useQueryClient();
  const target = { params: { id: sessionId } };
  const mutation = useEndpointMutation('setMode', ['sessions']);
  return async (mode) => {
    const state = await mutation.mutateAsync({ ...target, body: { mode } });
    client.setQueryData(queryKey('getMode', target), state);
    await client.invalidateQueries({ queryKey: queryKey('getDryRun', target) });
  };
}
