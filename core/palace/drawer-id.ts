/** What a drawer's id says: the event, the part of it, and which piece of the part. */
export interface DrawerAddress {
  eventId: string;
  part: number;
  piece: number;
}

const pattern = /^drwr_(.{1,200})_(\d{1,6})_(\d{1,6})$/;

/** A drawer's id follows from its place in the log, so that a palace rebuilt from the log has the same ids. */
export function drawerId(address: DrawerAddress): string {
  return `drwr_${address.eventId}_${address.part}_${address.piece}`;
}

/** The address in an id, or null when it is none of ours. */
export function parseDrawerId(id: string): DrawerAddress | null {
  const match = pattern.exec(id);
  if (!match) return null;
  const [, eventId = '', part, piece] = match;
  return { eventId, part: Number(part), piece: Number(piece) };
}
