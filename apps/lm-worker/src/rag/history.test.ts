import { expect, it } from 'vitest';
import { History } from './history.js';

it('keeps a question that went on after a pause as one, without what was answered to its half', () => {
  const history = new History([{ role: 'user', text: 'Hello' }]);
  history.addUserTurn(1, 'How do I reset');
  history.addAnswer('To reset your');
  history.takeBack(1);
  expect(history.all()).toEqual([{ role: 'user', text: 'Hello' }]);
  history.addUserTurn(1, 'How do I reset my password?');
  history.addUserTurn(2, 'And my PIN?');
  expect(history.all().map(({ text }) => text)).toEqual([
    'Hello',
    'How do I reset my password?',
    'And my PIN?',
  ]);
});
