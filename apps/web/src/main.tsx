import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openMicrophone } from './audio/microphone.js';
import { openSpeaker } from './audio/speaker.js';
import { emptyStats, type ParleyStats } from './call/stats.js';
import { App } from './ui/app.js';
import './styles/index.css';

declare global {
  interface Window {
    parleyStats: ParleyStats;
  }
}

window.parleyStats = emptyStats();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <App ports={{ openMicrophone, openSpeaker }} stats={window.parleyStats} />
  </StrictMode>,
);
