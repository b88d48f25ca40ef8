/**
 * Words that the code once had of its own where the field has terms; docs/architecture.md has the glossary.
 * Each is a pattern of whole identifiers, with what to write instead.
 */
const RETIRED = [
  ['[eE]ars', 'SpeechRecognitionSession, recognizer'],
  ['Ear|Mouth', 'AudioSink, AudioSource'],
  ['anticipate', 'preflight'],
  ['secondHearing|retrieveHeardTwice', 'alternative, retrieveHypotheses'],
  ['HeardEvent|SpokenEvent', 'TranscriptEvent, AgentEvent'],
  ['Line|Lines|LineListener|LineRequest|LineDependencies|lineId', 'WorkerBinding, bindingId'],
  ['[pP]ulse', 'WorkerLiveness'],
  ['[wW]ish|Placed', 'SessionOptions, Placement'],
  ['[fF]arewell|bid', 'CloseReason, closeWith'],
  ['[vV]isitor|[wW]aitingRoom', 'ClientIdentity, AdmissionQueue'],
  ['DoorGuard|Admission', 'AuthGuard, AuthService'],
  ['Refusal', 'SessionRejected; refusal is for answers'],
  ['DocumentDesk|Library|[kK]nowledge', 'DocumentsHandler, CorpusManager, CorpusSnapshot'],
  ['[rR]espelled|[mM]ishearing', 'rewriteQuery, PhoneticMatcher'],
  ['[fF]itness|closeness|togetherness|saidTogether', 'rankScore, proximity, windowCoverage'],
  ['wantsToTakeOver', 'isPromptInjection'],
  ['SaidText|SpokenText', 'ForcedText, AgentTranscript'],
  ['[pP]layout', 'AudioOutputQueue'],
  ['PersonAudio|VoiceAudio', 'InboundAudio, OutboundAudio'],
  ['Gate|[iI]nTurns|Turns', 'Semaphore, cooperatively, SerialQueue'],
  ['ThrowAwayService', 'EphemeralRagService'],
  ['House|[sS]torm', 'TestStack, chaos'],
  ['[rR]ehearse|[rR]ehearsal', 'warmUp'],
];

/** For ESLint's `no-restricted-syntax`. */
export const retiredWords = RETIRED.map(([pattern, instead]) => ({
  selector: `Identifier[name=/^(?:${pattern})$/]`,
  message: `This project uses the field's terms: ${instead}.`,
}));
