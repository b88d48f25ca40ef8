/** Stands where the conversation will be. */
export function Welcome({ talking }: { talking: boolean }) {
  return (
    <section className="welcome">
      <h2>{talking ? 'Go ahead, ask.' : 'Ask out loud.'}</h2>
      <p>
        Parley answers aloud from your own documents, and shows the passage that each answer comes
        from.
      </p>
      <p className="welcome-hint">Talk over it at any time: it stops and listens.</p>
    </section>
  );
}
