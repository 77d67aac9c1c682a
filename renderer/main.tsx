import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { startI18n } from './i18n/index.ts';
import './styles/index.css';

// The page's policy forbids eval; without this zod would probe for it and log a violation.
z.config({ jitless: true });

const root = document.getElementById('root');
if (root) {
  await startI18n();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
