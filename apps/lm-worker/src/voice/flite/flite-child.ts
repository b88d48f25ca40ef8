import { serveVoice } from '../serve-voice.js';
import { FliteLibrary } from './flite-library.js';

serveVoice(() => new FliteLibrary());
