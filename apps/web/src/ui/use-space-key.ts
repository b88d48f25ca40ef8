import { useEffect, useEffectEvent } from 'react';

/** Elements that have a use of their own for the space key. */
const OWN_USE = 'input, textarea, select, button, summary, a, [contenteditable]';

export function useSpaceKey(onPress: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const inField = event.target instanceof Element && event.target.closest(OWN_USE) !== null;
    if (event.code !== 'Space' || event.repeat || inField || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    onPress();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
