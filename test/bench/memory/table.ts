import type { Ablation } from './ablation.ts';
import type { PeerRow } from './peers.ts';
import type { Scores } from './score.ts';

interface Result extends Scores {
  ms: { p50: number; p95: number };
  noEmbedder: Scores;
  heldOut: Scores & { conversations: string[]; noEmbedder: Scores };
  trainedOn: Scores;
  intake: Record<string, number>;
  ablation: readonly Ablation[];
  peers: readonly PeerRow[];
}

/** The figures for people. */
export function printTable(result: Result): void {
  const apart = result.heldOut.conversations.join(', ');
  const lines = [
    `${result.n} questions; recall in per cent, fractional; turns R, sessions S`,
    head('', 'R@1', 'R@5', 'R@10', 'S@1', 'S@5', 'S@10', 'any@5', 'all@5', 'ms'),
    row('Holdfast, all conversations', result, `${result.ms.p50} / ${result.ms.p95}`),
    row('Holdfast, without embedder', result.noEmbedder),
    row(`Holdfast, ${apart}`, result.heldOut),
    row(`  without embedder`, result.heldOut.noEmbedder),
    row('Holdfast, those it was trained on', result.trainedOn),
    ...result.peers.flatMap((peer) =>
      'notHere' in peer
        ? [`${peer.name}: not here: ${peer.notHere}`]
        : [
            row(`${peer.name}, all`, peer.scores, `${peer.ms.p50} / ${peer.ms.p95}`),
            row(`  ${apart}`, peer.heldOut),
          ],
    ),
    '',
    `R@10 by kind of question (all; ${apart}; without embedder, all)`,
    ...Object.entries(result.byCategory).map(
      ([name, { n, r10 }]) =>
        `  ${name.padEnd(14)} ${String(n).padStart(4)}  ${r10}  ${result.heldOut.byCategory[name]?.r10 ?? ''}  ${result.noEmbedder.byCategory[name]?.r10 ?? ''}`,
    ),
    '',
    `What each part is worth (${apart}; the rest keeps its weights)`,
    ...result.ablation.map(
      ({ without, r5, r10, s5 }) => `  without ${without.padEnd(36)} R@5 ${r5}  R@10 ${r10}  S@5 ${s5}`,
    ),
    '',
    ...Object.entries(result.intake).map(([name, value]) => `${name} ${value}`),
  ];
  console.log(lines.join('\n'));
}

const head = (name: string, ...columns: string[]) =>
  name.padEnd(42) + columns.map((column) => column.padStart(7)).join('');

function row(name: string, { turn, session, anyAt5, allAt5 }: Scores, ms = ''): string {
  const figures = [turn.r1, turn.r5, turn.r10, session.s1, session.s5, session.s10, anyAt5, allAt5];
  return head(name, ...figures.map((figure) => figure.toFixed(1)), `  ${ms}`);
}
