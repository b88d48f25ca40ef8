import { useRef, useState, type RefObject } from 'react';

export interface Disclosure {
  readonly isOpen: boolean;
  /** The button that opens the panel; it gets the focus back. */
  readonly button: RefObject<HTMLButtonElement | null>;
  open(): void;
  toggle(): void;
  hide(): void;
  /** Hides the panel after it was used, and returns the focus. */
  close(): void;
}

/** A panel that a button shows and hides. */
export function useDisclosure(): Disclosure {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return {
    isOpen,
    button,
    open: () => setOpen(true),
    toggle: () => setOpen(!isOpen),
    hide: () => setOpen(false),
    close,
  };
}
