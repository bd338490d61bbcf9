/** Records a voice in pieces as they are made: opus in webm at 24 kbit/s, or mp4 where the browser has no webm. */
const BITS_PER_SECOND = 24_000;
const PIECE_MS = 1_000;
const KINDS = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/webm"];

export function recordingKind(): string | null {
  if (typeof MediaRecorder !== "function") return null;
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? null;
}

export interface Take {
  /** Ends the recording; resolves when the last piece was handed over. */
  stop(): Promise<{ durationMs: number; blob: Blob }>;
}

export function record(stream: MediaStream, kind: string, onPiece: (piece: Blob) => void): Take {
  const recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS_PER_SECOND });
  const pieces: Blob[] = [];
  const startedAt = performance.now();
  recorder.ondataavailable = (event) => {
    if (event.data.size === 0) return;
    pieces.push(event.data);
    onPiece(event.data);
  };
  recorder.start(PIECE_MS);
  return {
    stop: () =>
      new Promise((done) => {
        recorder.onstop = () => done({ durationMs: Math.round(performance.now() - startedAt), blob: new Blob(pieces, { type: kind.split(";")[0] }) });
        if (recorder.state === "inactive") recorder.onstop(new Event("stop"));
        else recorder.stop();
      }),
  };
}
