import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';

export interface SplitPaneProps {
  /** Width of the first pane in pixels; the caller keeps it. */
  width: number;
  onWidth: (width: number) => void;
  min: number;
  max: number;
  label: string;
  children: [first: ReactNode, second: ReactNode];
}

/** Two panes with a divider that can be dragged, and moved by arrow keys. */
export function SplitPane({ width, onWidth, min, max, label, children }: SplitPaneProps) {
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
      <div className="h-full min-h-0 shrink-0" style={{ width: clamp(width) }}>
        {children[0]}
      </div>
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
        className="ring-inside relative z-10 -mx-1 w-2 shrink-0 cursor-col-resize before:absolute before:inset-y-0 before:left-1 before:w-px before:bg-line hover:before:bg-line-strong"
      />
      <div className="h-full min-h-0 min-w-0 flex-1">{children[1]}</div>
    </div>
  );
}
