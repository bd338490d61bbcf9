/** The loudness of a microphone, 0–1, a few times a second. */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const db = 20 * Math.log10(Math.sqrt(sum / samples.length) || 1e-6);
    // -60 dB is a silent room, -10 dB a loud voice close by.
    onLevel(Math.min(1, Math.max(0, (db + 60) / 50)));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** dB of full scale of a level. */
export const decibels = (level: number): number => level * 50 - 60;

export const VOICE_LEVEL = 0.25;
