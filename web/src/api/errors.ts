/** A refusal as the server words it (RFC 9457), or a failure to reach it. */
export interface ProblemBody {
  type?: string;
  title?: string;
  status: number;
  code: string;
  detail?: string;
  request_id?: string;
  retry_after_s?: number;
  errors?: { field: string; code: string; detail: string }[];
  [extra: string]: unknown;
}

export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail ?? body.title ?? body.code);
    this.name = "Problem";
    this.code = body.code;
    this.status = body.status;
    this.body = body;
  }

  get requestId(): string | undefined {
    return this.body.request_id;
  }

  /** The stable word for one field, if the server named it. */
  field(name: string): string | undefined {
    return this.body.errors?.find((error) => error.field === name)?.code;
  }

  /** True when the same request may succeed later without a change. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "idempotency_in_flight";
  }
}

export const network = (cause: unknown): Problem =>
  new Problem({ status: 0, code: "network", detail: cause instanceof Error ? cause.message : undefined });

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ status: 500, code: "client_error", detail: error instanceof Error ? error.message : String(error) });
}

/** Reads a problem+json answer; anything else becomes a problem with the bare status. */
export async function readProblem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<ProblemBody>;
    const wait = Number(response.headers.get("retry-after"));
    if (typeof body.code === "string") return new Problem({ ...(wait > 0 ? { retry_after_s: wait } : {}), ...body, code: body.code, status: response.status });
  } catch {
    // Not JSON: a proxy or a dead server answered.
  }
  return new Problem({ status: response.status, code: `http_${response.status}`, request_id: response.headers.get("x-request-id") ?? undefined });
}
