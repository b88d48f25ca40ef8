/** A service, or a part of one, that runs until it is closed. */
export interface RunningService {
  close(): Promise<void>;
}
