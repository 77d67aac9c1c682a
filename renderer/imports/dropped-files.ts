/** A file to be imported; `path` with the folders that it was dropped or chosen in. */
export interface PickedFile {
  path: string;
  file: File;
}

/** Files that were chosen in a dialog of the system's. */
export function pickedFiles(list: FileList | null): PickedFile[] {
  return [...(list ?? [])]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(isShown);
}

/** Files that were dropped, those in folders too. To be called while the drop is handled: afterwards the list is empty. */
export async function droppedFiles(items: DataTransferItemList): Promise<PickedFile[]> {
  const found = [...items].map((item) => {
    const entry = item.webkitGetAsEntry();
    if (entry) return filesOf(entry);
    const file = item.getAsFile();
    return file ? [{ path: file.name, file }] : [];
  });
  return (await Promise.all(found)).flat().filter(isShown);
}

const isShown = ({ path }: PickedFile) => !path.split('/').some((part) => part.startsWith('.'));

async function filesOf(entry: FileSystemEntry): Promise<PickedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: PickedFile[] = [];
  // a folder tells its entries in parts, until there are none
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files;
    files.push(...(await Promise.all(some.map((each) => filesOf(each)))).flat());
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
