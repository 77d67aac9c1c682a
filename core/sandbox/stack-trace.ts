import { bootstrapFileName } from './guest/file-name.ts';

const maxFrames = 20;

/** How the code that ran relates to the code as it was given. */
export interface SourceMapping {
  fileName: string;
  /** Columns put before the first line. */
  firstLineShift: number;
}

/** Rewrites a guest stack to the given code's coordinates and drops the frames of the guest runtime. */
export function toUserStack(stack: string, mapping: SourceMapping): string {
  const lines = stack
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes(bootstrapFileName))
    .map((line) => mapPosition(line, mapping));
  const shown = lines.slice(0, maxFrames);
  if (lines.length > maxFrames) shown.push(`    … ${lines.length - maxFrames} more`);
  return shown.join('\n');
}

function mapPosition(line: string, mapping: SourceMapping): string {
  return line.replace(/:1:(\d+)(\)?)$/, (match, column: string, close: string) => {
    if (!line.includes(mapping.fileName)) return match;
    return `:1:${Math.max(1, Number(column) - mapping.firstLineShift)}${close}`;
  });
}

/** The first position `file:line:column` in a stack. */
export function positionOf(stack: string): { line: number; column: number } | undefined {
  const match = /:(\d+):(\d+)\)?\s*$/m.exec(stack);
  return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined;
}
