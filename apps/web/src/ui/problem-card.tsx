import type { CallProblem } from '../call/problem.js';
import { textOf } from './problem-text.js';

export interface ProblemCardProps {
  readonly problem: CallProblem;
  onUnblock(): void;
}

export function ProblemCard({ problem, onUnblock }: ProblemCardProps) {
  const { sentence, advice } = textOf(problem);
  return (
    <div className="problem" role="alert" data-testid="problem" data-code={problem.code}>
      <p>
        <strong>{sentence}</strong> {advice}
      </p>
      {problem.code === 'sound-blocked' && (
        <button type="button" className="solid-button" onClick={onUnblock}>
          Turn sound on
        </button>
      )}
    </div>
  );
}
