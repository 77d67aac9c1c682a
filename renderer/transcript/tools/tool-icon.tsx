import {
  Brain,
  Cpu,
  Eraser,
  FilePen,
  FilePlus2,
  FileText,
  FolderSearch,
  FolderSync,
  Footprints,
  Globe,
  History,
  Hourglass,
  ListChecks,
  NotebookPen,
  Search,
  SquareTerminal,
  Terminal,
  TextSearch,
  Wrench,
} from 'lucide-react';

const icons = {
  read: FileText,
  write: FilePlus2,
  edit: FilePen,
  manage_files: FolderSync,
  glob: FolderSearch,
  grep: TextSearch,
  run_code: SquareTerminal,
  bash: Terminal,
  run_command: Cpu,
  web_fetch: Globe,
  web_search: Globe,
  fetch: Globe,
  send_to_url: Globe,
  think: Brain,
  recall: Search,
  wait: Hourglass,
  propose_plan: ListChecks,
  recall_event: Search,
  remember: NotebookPen,
  revise: NotebookPen,
  forget: Eraser,
  timeline: History,
  walk: Footprints,
} as const;

function isKnown(name: string): name is keyof typeof icons {
  return Object.hasOwn(icons, name);
}

export function ToolIcon({ name }: { name: string }) {
  const Icon = isKnown(name) ? icons[name] : Wrench;
  return <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />;
}
