/** Where the whole of a tool's output lies among a session's files that was too long for the model. */
export function outputFile(toolUseId: string): string {
  return `/workspace/.outputs/${toolUseId.replaceAll(/[^\w-]/g, '_')}.txt`;
}
