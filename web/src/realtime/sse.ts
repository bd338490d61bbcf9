/** Server-sent events over fetch (EventSource cannot carry a token header). Calls back once per event; resolves when the stream ends. */
export interface SseEvent {
  id: string | null;
  event: string;
  data: string;
}

/** Splits a stream of text into events; keeps the unfinished rest between pushes. */
export function sseParser(onEvent: (event: SseEvent) => void): (text: string) => void {
  let rest = "";
  let id: string | null = null;
  let event = "message";
  let data: string[] = [];
  const line = (text: string) => {
    if (text === "") {
      if (data.length) onEvent({ id, event, data: data.join("\n") });
      event = "message";
      data = [];
      return;
    }
    if (text.startsWith(":")) return;
    const colon = text.indexOf(":");
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id") id = value;
  };
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? "";
    for (const each of lines) line(each);
  };
}

export async function readSse(response: Response, onEvent: (event: SseEvent) => void, onBytes: () => void): Promise<void> {
  if (!response.body) return;
  const push = sseParser(onEvent);
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
    push(decoder.decode(value, { stream: true }));
  }
}
