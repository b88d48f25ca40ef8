import { useRef, type KeyboardEvent } from 'react';
import type { DocumentsApi, ListedDocument } from '../documents/documents-api.js';
import { useDocuments, type Documents, type Upload } from '../documents/use-documents.js';

const KINDS = '.md,.markdown,.txt,.text,.html,.htm,.xhtml,.pdf,.docx';

export interface DocumentsPanelProps {
  readonly api: DocumentsApi;
  onClose(): void;
}

/** What answers come from: to be seen, added to and taken away from. */
export function DocumentsPanel({ api, onClose }: DocumentsPanelProps) {
  const documents = useDocuments(api);
  const { listed, uploads, problem } = documents;
  const closeOnEscape = ({ key }: KeyboardEvent) => key === 'Escape' && onClose();
  return (
    <section
      id="documents"
      className="settings documents"
      aria-label="Documents"
      onKeyDown={closeOnEscape}
    >
      <AddButton onFiles={documents.add} />
      <p className="settings-hint">Markdown, text, HTML, PDF or Word, up to 8 MB each.</p>
      {problem && (
        <p className="documents-problem" role="alert">
          {problem}
        </p>
      )}
      {uploads.length > 0 && (
        <ul className="documents-list" aria-label="On their way">
          {uploads.map((upload) => (
            <UploadRow key={upload.key} upload={upload} />
          ))}
        </ul>
      )}
      {listed && <Listing listed={listed} onRemove={documents.remove} />}
    </section>
  );
}

function AddButton({ onFiles }: { onFiles: Documents['add'] }) {
  const input = useRef<HTMLInputElement>(null);
  const take = () => {
    const files = [...(input.current?.files ?? [])];
    if (input.current) input.current.value = ''; // so that the same file may be chosen again
    void onFiles(files);
  };
  return (
    <>
      <button
        type="button"
        className="quiet-button documents-add"
        autoFocus
        onClick={() => input.current?.click()}
      >
        Add documents
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={KINDS}
        aria-label="Files to add"
        onChange={take}
        data-testid="document-files"
      />
    </>
  );
}

function UploadRow({ upload: { name, sent, problem } }: { upload: Upload }) {
  return (
    <li className="documents-row" data-testid="upload">
      <span className="documents-name">{name}</span>
      {problem === undefined ? (
        <>
          <progress value={sent} aria-label={`Sending ${name}`} />
          {sent === 1 && <span className="documents-note">Being read</span>}
        </>
      ) : (
        <span className="documents-problem" role="alert">
          {problem}
        </span>
      )}
    </li>
  );
}

interface ListingProps {
  readonly listed: readonly ListedDocument[];
  readonly onRemove: Documents['remove'];
}

function Listing({ listed, onRemove }: ListingProps) {
  if (listed.length === 0) return <p className="settings-hint">There are no documents yet.</p>;
  return (
    <ul className="documents-list" aria-label="Answers come from">
      {ownFirst(listed).map((document) => (
        <DocumentRow key={document.id} document={document} onRemove={onRemove} />
      ))}
    </ul>
  );
}

/** What can be removed stands first. */
function ownFirst(listed: readonly ListedDocument[]): ListedDocument[] {
  return [...listed].sort((a, b) => Number(b.handedIn) - Number(a.handedIn));
}

function noteOf({ name, passages, problem }: ListedDocument): string {
  if (passages === 0) return `${name} ${problem ?? 'cannot be read'}`;
  return problem ? `${name} ${problem}; the version before answers on` : name;
}

interface DocumentRowProps {
  readonly document: ListedDocument;
  readonly onRemove: Documents['remove'];
}

function DocumentRow({ document, onRemove }: DocumentRowProps) {
  const { id, name, title, handedIn } = document;
  return (
    <li className="documents-row" data-testid="document" data-name={name}>
      <span className="documents-name">{title}</span>
      <span className="documents-note">{noteOf(document)}</span>
      {handedIn && (
        <button
          type="button"
          className="documents-remove"
          aria-label={`Remove ${title}`}
          onClick={() => void onRemove(id)}
        >
          Remove
        </button>
      )}
    </li>
  );
}
