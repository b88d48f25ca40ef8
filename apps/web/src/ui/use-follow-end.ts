import { useEffect, useRef } from 'react';

/** Whoever has scrolled further up than this is reading, and is left alone. */
const NEAR_END_PX = 120;

/** Keeps the end of the page in view while `content` grows. */
export function useFollowEnd(content: unknown): void {
  const following = useRef(true);
  useEffect(() => {
    const onScroll = () => (following.current = distanceToEnd() < NEAR_END_PX);
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    const page = document.documentElement;
    if (following.current) page.scrollTop = page.scrollHeight;
  }, [content]);
}

function distanceToEnd(): number {
  const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
  return scrollHeight - clientHeight - scrollTop;
}
