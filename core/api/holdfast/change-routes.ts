import { join } from 'node:path';
import { HoldfastError } from '../../base/index.ts';
import { decodeText } from '../../sandbox/index.ts';
import { type Checkpoint, type Content, placeAfter, type UndoFile, virtualPath } from '../../undo/index.ts';
import type { Api } from '../app.ts';
import type { Checkpoint as CheckpointOnWire, FileDiff, UndoPlan } from '../contract.ts';
import { requireOwner } from '../wire/access.ts';
import { addEndpoint } from './endpoint.ts';
import type { Parts } from './parts.ts';

/** More of a file is not shown. */
const mostShownBytes = 400_000;

/** The files a session reaches, what was changed in the owner's folders, and taking it back. */
export function addChangeRoutes(app: Api, { deps }: Parts): void {
  const { log, mounts, undo } = deps;

  addEndpoint(app, 'listFiles', async ({ parameter, query }) => {
    await log.getSession({ sessionId: parameter('id') });
    const entries = await (await mounts(parameter('id'))).list(query.path);
    return {
      data: entries.map((entry) => ({
        path: entry.path,
        name: entry.name,
        kind: entry.kind,
        size_bytes: entry.sizeBytes,
        modified_at: entry.modifiedAt === 0 ? null : new Date(entry.modifiedAt).toISOString(),
        is_protected: entry.isProtected === true,
      })),
    };
  });

  addEndpoint(app, 'readFile', async ({ parameter, query }) => {
    await log.getSession({ sessionId: parameter('id') });
    const { bytes, sizeBytes } = await (await mounts(parameter('id'))).readFile(query.path, {
      offset: 0,
      length: mostShownBytes,
    });
    const text = decodeText(bytes) ?? null;
    return { path: query.path, size_bytes: sizeBytes, text, is_cut: sizeBytes > bytes.byteLength };
  });

  addEndpoint(app, 'listCheckpoints', async ({ parameter }) => ({
    data: (await undo.list(parameter('id'))).map(checkpointOnWire),
  }));

  addEndpoint(app, 'getCheckpointDiff', async ({ parameter, query }) => {
    const { before, after } = await undo.diffOf(parameter('id'), parameter('checkpointId'), query.path);
    return diffOnWire(query.path, before, after);
  });

  addEndpoint(app, 'planUndo', async ({ parameter, body }) => {
    const selection = { checkpointIds: body.checkpoint_ids, paths: body.paths };
    const plan = await undo.plan(parameter('id'), selection);
    return planOnWire(plan);
  });

  addEndpoint(app, 'undo', async ({ parameter, body, caller }) => {
    requireOwner(caller, 'take changes back');
    const sessionId = parameter('id');
    const { status } = await log.getSession({ sessionId });
    if (status === 'running' || status === 'rescheduling')
      throw new HoldfastError('session_running', 'the agent may be changing the same files');
    const result = await undo.apply({
      sessionId,
      checkpointIds: body.checkpoint_ids,
      paths: body.paths,
      planId: body.plan_id,
      choices: body.choices,
      by: caller.answeredBy,
    });
    return { checkpoint_id: result.checkpointId, done: result.done, left: result.left };
  });
}

function checkpointOnWire(checkpoint: Checkpoint): CheckpointOnWire {
  const { event, seq, at, turnId, turnText } = checkpoint;
  return {
    id: event.id,
    seq,
    at: new Date(at).toISOString(),
    turn_id: turnId,
    turn_text: turnText,
    by: event.undoes === undefined ? 'agent' : 'owner',
    tool: event.tool ?? null,
    tool_use_id: event.tool_use_id ?? null,
    undoes: event.undoes ?? null,
    files: (event.changes ?? []).map((file) => {
      const path = virtualPath(file);
      return {
        path,
        real_path: join(file.root, ...file.path.split('/')),
        kind:
          file.moved_from !== undefined
            ? 'moved'
            : file.before === null
              ? 'made'
              : file.after === null
                ? 'removed'
                : 'changed',
        moved_from: file.moved_from === undefined ? null : virtualPath({ ...file, path: file.moved_from }),
        size_before: file.before?.size ?? null,
        size_after: file.after?.size ?? null,
        state: checkpoint.takenBack.includes(path)
          ? 'taken_back'
          : checkpoint.notKept.includes(path)
            ? 'not_kept'
            : 'in_place',
      };
    }),
  };
}

function planOnWire(plan: { id: string; files: readonly UndoFile[] }): UndoPlan {
  return {
    plan_id: plan.id,
    files: plan.files.map((file) => ({
      path: file.virtualPath,
      real_path: join(file.root, ...file.path.split('/')),
      action: file.action,
      moves_to: placeAfter(file) === file.path ? null : virtualPath({ ...file, path: placeAfter(file) }),
      why: file.why ?? null,
      problem: file.problem ?? null,
      diff:
        file.target === undefined || (file.action === 'move' && file.target === file.now)
          ? null
          : diffOnWire(file.virtualPath, file.now, file.target),
    })),
  };
}

function diffOnWire(path: string, before: Content | undefined, after: Content | undefined): FileDiff {
  const texts = [before, after].map((content) => {
    if (content === null) return null;
    return content === undefined || content.byteLength > mostShownBytes ? undefined : decodeText(content);
  });
  const [textBefore, textAfter] = texts;
  if (textBefore === undefined || textAfter === undefined)
    return { path, before: null, after: null, is_text: false };
  return { path, before: textBefore, after: textAfter, is_text: true };
}
