import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';

export interface SplitPaneProps {
  /** Width of the first pane in pixels; the caller keeps it. */
  width: number;
  onWidth: (width: number) => void;
  min: number;
  max: number;
  label: string;
  /** Accessible name of the first pane, which is a landmark. */
  firstLabel: string;
  children: [first: ReactNode, second: ReactNode];
}

/** Two panes with a divider that can be dragged, and moved by arrow keys. */
export function SplitPane({ width, onWidth, min, max, label, firstLabel, children }: SplitPaneProps) {
  const frame = useRef<HTMLDivElement>(null);
  const clamp = (value: number) => Math.round(Math.max(min, Math.min(max, value)));
  function drag(event: PointerEvent<HTMLDivElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onWidth(clamp(event.clientX - (frame.current?.getBoundingClientRect().left ?? 0)));
  }
  function press(event: KeyboardEvent): void {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onWidth(clamp(width + step));
  }
  return (
    <div ref={frame} className="flex h-full min-h-0 w-full">
      <aside
        aria-label={firstLabel}
        className="relative h-full min-h-0 shrink-0 border-r border-line"
        style={{ width: clamp(width) }}
      >
        {children[0]}
        {/* biome-ignore lint/a11y/useSemanticElements: an hr cannot be dragged */}
        <div
          role="separator"
          tabIndex={0}
          aria-orientation="vertical"
          aria-label={label}
          aria-valuenow={clamp(width)}
          aria-valuemin={min}
          aria-valuemax={max}
          onKeyDown={press}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag}
          className="ring-inside absolute inset-y-0 -right-1 z-10 w-2 cursor-col-resize before:absolute before:inset-y-0 before:left-0.5 before:w-0.5 before:transition-colors hover:before:bg-line-strong"
        />
      </aside>
      <div className="h-full min-h-0 min-w-0 flex-1">{children[1]}</div>
    </div>
  );
}
