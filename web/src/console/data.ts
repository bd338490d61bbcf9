/** Reading and acting for the console: cached reads, cursor lists, acts that happen once. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call, get, urlOf, type CallOptions, type Method, type Way } from "@/api/client";
import { readProblem } from "@/api/errors";
import { onceKey, settled } from "@/api/ids";
import { accessToken } from "@/api/session";
import type { Page } from "@/api/types";

export type Query = CallOptions["query"];

/** One resource. `path` null waits; `every` polls, in milliseconds, while the page is looked at. */
export function useGet<T>(path: Way<"GET"> | null, query?: Query, every?: number) {
  return useQuery({
    queryKey: [path, query ?? null],
    queryFn: ({ signal }) => get<T>(path ?? "/boot", query, signal),
    enabled: path !== null,
    refetchInterval: every,
  });
}

/** A cursor list; `rows` are all pages read so far. */
export function useList<T>(path: Way<"GET">, query?: Query, every?: number) {
  const list = useInfiniteQuery({
    queryKey: [path, query ?? null, "list"],
    queryFn: ({ pageParam, signal }) => get<Page<T>>(path, { limit: 50, ...query, after: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
    refetchInterval: every,
  });
  return { ...list, rows: list.data?.pages.flatMap((page) => page.items) };
}

export type List<T> = ReturnType<typeof useList<T>>;

interface Act<B> {
  path: Way<Method> | ((body: B) => Way<Method>);
  method?: Method;
  /** Sends an Idempotency-Key that stays the same until the act has succeeded. */
  once?: boolean;
  /** What of the input is the request's body; all of it when absent. */
  body?: (input: B) => unknown;
}

/** A change. Everything shown is read again afterwards: small pages, always true. */
export function useAct<B, R = unknown>({ path, method = "POST", once = false, body }: Act<B>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (input: B) => {
      const to = typeof path === "function" ? path(input) : path;
      const sent = body ? body(input) : input;
      const scope = `${method} ${to}`;
      const done = await call<R>(method, to, { body: sent ?? undefined, key: once ? onceKey(scope, sent) : undefined });
      settled(scope);
      return done;
    },
    onSuccess: () => client.invalidateQueries(),
  });
}

/** A text file of the API, once. */
export async function readText(path: string, signal?: AbortSignal): Promise<string> {
  const token = await accessToken();
  const answer = await fetch(urlOf(path), { signal, headers: token ? { authorization: `Bearer ${token}` } : {} });
  if (!answer.ok) throw await readProblem(answer);
  return answer.text();
}

/** A text file of the API, as it stands. */
export function useText(path: string | null) {
  return useQuery({
    queryKey: [path, "text"],
    queryFn: ({ signal }) => readText(path ?? "", signal),
    enabled: path !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
