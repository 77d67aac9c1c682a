import { Bot, Globe, User } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Drawer } from '../api/index.ts';
import { Badge, type Tone } from '../ui/index.ts';

const looks = {
  owner: { tone: 'accent', icon: <User aria-hidden /> },
  agent: { tone: 'neutral', icon: <Bot aria-hidden /> },
  untrusted: { tone: 'asked', icon: <Globe aria-hidden /> },
} as const satisfies Record<Drawer['trust'], { tone: Tone; icon: React.ReactNode }>;

/** Whose words these are, which says how far they may be believed. */
export function TrustBadge({ trust }: { trust: Drawer['trust'] }) {
  const { t } = useTranslation('memory');
  return (
    <Badge tone={looks[trust].tone} icon={looks[trust].icon}>
      {t(`trust.${trust}`)}
    </Badge>
  );
}
