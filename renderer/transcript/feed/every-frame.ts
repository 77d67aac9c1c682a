/** Frames stop while the window is hidden; the transcript goes on then, more slowly. */
const hiddenPauseMs = 250;

/** Calls `work` at most once a frame after any number of requests. */
export function everyFrame(work: () => void): { request: () => void; close: () => void } {
  let cancel: (() => void) | null = null;
  function run(): void {
    cancel?.();
    cancel = null;
    work();
  }
  return {
    request() {
      if (cancel) return;
      if (document.hidden) {
        const timer = setTimeout(run, hiddenPauseMs);
        cancel = () => clearTimeout(timer);
        return;
      }
      const frame = requestAnimationFrame(run);
      // a window that is hidden in between gets no frame
      const timer = setTimeout(run, hiddenPauseMs);
      cancel = () => {
        cancelAnimationFrame(frame);
        clearTimeout(timer);
      };
    },
    close() {
      cancel?.();
      cancel = null;
    },
  };
}
