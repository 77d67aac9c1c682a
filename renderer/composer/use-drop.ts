import { useEffect, useEffectEvent, useState } from 'react';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Files may be dropped anywhere in the window. A folder is no file: it is granted, never copied. */
export function useDrop(handlers: { onFiles: (files: File[]) => void; onFolder: () => void }): boolean {
  const [isOver, setOver] = useState(false);
  const drop = useEffectEvent((event: DragEvent) => {
    const items = [...(event.dataTransfer?.items ?? [])];
    const folders = items.filter((item) => item.webkitGetAsEntry()?.isDirectory);
    const files = items.filter((item) => !folders.includes(item)).flatMap((item) => item.getAsFile() ?? []);
    if (folders.length > 0) handlers.onFolder();
    if (files.length > 0) handlers.onFiles(files);
  });
  useEffect(() => {
    // leaving an element for its child says both: what counts is how many were entered
    let depth = 0;
    const listeners = {
      dragenter: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        depth += 1;
        setOver(true);
      },
      dragleave: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        depth = Math.max(0, depth - 1);
        if (depth === 0) setOver(false);
      },
      dragover: (event: DragEvent) => {
        if (hasFiles(event)) event.preventDefault();
      },
      drop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth = 0;
        setOver(false);
        drop(event);
      },
    };
    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener('dragenter', listeners.dragenter, { signal });
    window.addEventListener('dragleave', listeners.dragleave, { signal });
    window.addEventListener('dragover', listeners.dragover, { signal });
    window.addEventListener('drop', listeners.drop, { signal });
    return () => controller.abort();
  }, []);
  return isOver;
}
