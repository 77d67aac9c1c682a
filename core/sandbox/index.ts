export { type CodeBody, codeRequest, pieceOfBody, uploadOf } from './code-request.ts';
export { type DeclaredTool, declareTools } from './declarations.ts';
export { defaultRunLimits } from './default-limits.ts';
export {
  type FileContent,
  type FileEntry,
  type FileSystem,
  maxReadBytes,
  type ReadOptions,
  type WalkOptions,
  type WriteOptions,
} from './file-system.ts';
export { type FolderOptions, openFolder } from './folders.ts';
export { resolveGrantedRoot } from './granted-root.ts';
export type { HostFunction, HostFunctions } from './host-calls.ts';
export type { ConfinedProgram, ProgramToConfine } from './host-commands/confined-program.ts';
export {
  createHostCommands,
  type HostCommandResult,
  type HostCommands,
} from './host-commands/host-commands.ts';
export { type RunLimits, runLimitsSchema } from './limits.ts';
export type { SandboxLanguage } from './messages.ts';
export { createMounts, foldersRoot, type MountedFolder, type Mounts, type Place } from './mounts.ts';
export { describePackages, sandboxPackages } from './packages.ts';
export { createPageReader, type PageReader } from './page/page-reader.ts';
export { createSandboxPool, type RunInput, type SandboxPool, type SandboxPoolOptions } from './pool.ts';
export type { Suspension } from './pool-run.ts';
export type { ProtectedKind } from './protected-paths.ts';
export type {
  OutputEntry,
  OutputStream,
  RunFailure,
  RunFailureReason,
  RunResult,
  RunStats,
} from './result.ts';
export { outputsRoot, type SessionRoot, uploadsRoot, workspaceRoot } from './roots.ts';
export {
  createRunFiles,
  type FileSummary,
  keptRunFiles,
  type RunFiles,
} from './run-files/run-files.ts';
export { type RunRecord, runRecordSchema } from './run-record.ts';
export { createShell, type Shell, type ShellResult } from './shell/shell.ts';
export type { WorkspaceFile, WorkspaceQuota } from './store.ts';
export { decodeText, looksLikeText } from './text-detection.ts';
export { startThread } from './thread.ts';
export { createUploadedFiles, type UploadedFiles } from './uploaded-files.ts';
export type { SessionResource, UploadedFile } from './uploaded-files-store.ts';
export { isComputerPath } from './virtual-path.ts';
export { createWorkspaces, defaultWorkspaceQuota, type Workspaces } from './workspace.ts';
