import { useCallback, useEffect, useRef, useState } from 'react';
import { DocumentsProblem, type DocumentsApi, type ListedDocument } from './documents-api.js';

/** A file on its way to the server, or one that was not taken. */
export interface Upload {
  readonly key: string;
  readonly name: string;
  /** How much has been sent, from 0 to 1; then the server reads it in. */
  readonly sent: number;
  readonly problem?: string;
}

export interface Documents {
  /** Undefined until the server has answered. */
  readonly listed: readonly ListedDocument[] | undefined;
  readonly uploads: readonly Upload[];
  readonly problem: string | undefined;
  /** Sends the files one after another. */
  add(files: readonly File[]): Promise<void>;
  remove(id: string): Promise<void>;
}

export function useDocuments(api: DocumentsApi): Documents {
  const [listed, setListed] = useState<readonly ListedDocument[]>();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [problem, setProblem] = useState<string>();
  const count = useRef(0);

  const reload = useCallback(async () => {
    try {
      setListed(await api.list());
      setProblem(undefined);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  }, [api]);
  useEffect(() => void reload(), [reload]);

  const change = (key: string, news: Partial<Upload>) =>
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...news } : each)));

  const send = async (file: File, key: string) => {
    try {
      await api.upload(file, (sent) => change(key, { sent }));
      setUploads((all) => all.filter((each) => each.key !== key));
      await reload();
    } catch (error) {
      change(key, { problem: sentenceOf(error) });
    }
  };

  const add = async (files: readonly File[]) => {
    const waiting = files.map((file) => ({ file, key: String(count.current++) }));
    const rows = waiting.map(({ file: { name }, key }) => ({ key, name, sent: 0 }));
    setUploads((all) => [...all.filter((each) => each.problem === undefined), ...rows]);
    for (const { file, key } of waiting) await send(file, key);
  };

  const remove = async (id: string) => {
    try {
      await api.remove(id);
      await reload();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };

  return { listed, uploads, problem, add, remove };
}

function sentenceOf(error: unknown): string {
  return error instanceof DocumentsProblem ? error.message : 'Something failed in this page.';
}
