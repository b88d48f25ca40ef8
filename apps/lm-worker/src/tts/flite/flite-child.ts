import { serveTts } from '../serve-tts.js';
import { FliteLibrary } from './flite-library.js';

serveTts(() => new FliteLibrary());
