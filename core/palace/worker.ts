import type { Tx } from '../db/worker.ts';
import { drawer, drawers, rooms, wings } from './browse-store.ts';
import {
  beginContext,
  contextCounts,
  contextTask,
  dropAllContexts,
  keepContext,
} from './contexts/context-store.ts';
import { adoptEmbedder, keepVectors, unembedded, vectors } from './embed-store.ts';
import { exportHead, exportPage } from './export-store.ts';
import { noteExport, takingNames } from './exports-store.ts';
import { cleanFiles, createForgetDrawer, type ForgetPart, forgetPreview } from './forget-store.ts';
import { index, indexedWords, joinWords, state } from './index/index-store.ts';
import { dropIndex } from './index/schema-store.ts';
import { discardIndex, indexSize } from './index/size-store.ts';
import { type KeptNote, keepNote } from './note-store.ts';
import { createPin, pins } from './pin-store.ts';
import {
  type AppendToLog,
  createSettling,
  quarantineCount,
  quarantined,
  quarantinedNote,
} from './quarantine-store.ts';
import { createRecall } from './recall/recall-store.ts';
import { createForgetDue, retentionDue, retentionPreview, retentionWings } from './retention-store.ts';
import { areRevised, createRevise, drawerHistory, histories } from './revision-store.ts';
import { search } from './search-store.ts';
import { structure, structureState } from './structure/assign-store.ts';
import {
  mergeRooms,
  moveDrawers,
  moveRoom,
  renameRoom,
  setEntity,
  setHall,
  settleFacts,
} from './structure/correct-store.ts';
import { explain } from './structure/explain-store.ts';
import { contradictions, facts, factsPage, timeline } from './structure/facts-store.ts';
import { closet, entities, halls, map } from './structure/map-store.ts';
import { dropStructure } from './structure/schema-store.ts';
import { walk } from './structure/walk-store.ts';
import { roomStatements, wakeDrawers } from './wake-store.ts';

export type { ForgetPart } from './forget-store.ts';
export { projectPalace } from './project.ts';
export { palaceProjection } from './projection.ts';
export { removeSessionFromPalace } from './remove.ts';

/** Makes the note of a `remember` call that is in the log. Doing it twice changes nothing. */
function remember(tx: Tx, input: { toolUseId: string }): KeptNote | null {
  const note = keepNote(tx, input.toolUseId);
  if (note) tx.note('palace', {});
  return note;
}

/**
 * The palace's store functions for the data worker. `append` is the log's, `forgetPart` its `createForget(append)`; `projectPalace` and
 * `removeSessionFromPalace` go into the log's projectors and removers.
 */
export function createPalaceStore(ports: { append: AppendToLog; forgetPart: ForgetPart }) {
  const forgetPart = takingNames(ports.forgetPart);
  const forget = createForgetDrawer(forgetPart);
  return {
    commands: {
      index,
      dropIndex,
      joinWords,
      remember,
      forget,
      forgetDue: createForgetDue(forget),
      beginContext,
      keepContext,
      dropAllContexts,
      adoptEmbedder,
      keepVectors,
      structure,
      dropStructure,
      setHall,
      moveDrawers,
      renameRoom,
      moveRoom,
      mergeRooms,
      settleFacts,
      setEntity,
      pin: createPin(ports.append),
      revise: createRevise(ports.append),
      noteExport,
      ...createSettling(ports.append, forgetPart),
    },
    maintenance: { cleanFiles, discardIndex },
    queries: {
      state,
      wings,
      rooms,
      drawers,
      drawer,
      search,
      forgetPreview,
      quarantined,
      quarantinedNote,
      quarantineCount,
      pins,
      wakeDrawers,
      roomStatements,
      drawerHistory,
      histories,
      areRevised,
      exportHead,
      exportPage,
      retentionPreview,
      retentionWings,
      retentionDue,
      contextTask,
      contextCounts,
      unembedded,
      vectors,
      indexedWords,
      structureState,
      facts,
      factsPage,
      walk,
      timeline,
      halls,
      entities,
      closet,
      map,
      contradictions,
      explain,
      indexSize,
      ...createRecall(),
    },
  };
}

export type PalaceStore = ReturnType<typeof createPalaceStore>;
