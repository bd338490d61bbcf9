/** Whom an account belongs to: administrators read the name, everybody else a short form of the id. Not for the desks where
 * somebody is judged: who judges is not told whom. */
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { components } from "@/api/schema";
import { useMe } from "@/api/session";
import { Short } from "@/console/parts";

type Names = components["schemas"]["AccountNames"];

/** As many as the server tells at once. */
const MOST = 100;
let round: { ids: Set<string>; told: Promise<Map<string, string>> } | undefined;

/** One request for all that are asked for in the same moment. */
async function nameOf(id: string): Promise<string> {
  if (!round || round.ids.size === MOST) {
    const ids = new Set<string>();
    const told = (async () => {
      await new Promise((go) => setTimeout(go));
      if (round?.ids === ids) round = undefined;
      const { items } = await get<Names>("/accounts/names", { ids: [...ids].join(",") });
      return new Map(items.map((one) => [one.id, one.name]));
    })();
    round = { ids, told };
  }
  round.ids.add(id);
  return (await round.told).get(id) ?? "";
}

export function Who({ id }: { id: string }) {
  const isTold = useMe().role === "admin";
  const name = useQuery({ queryKey: ["name", id], queryFn: () => nameOf(id), enabled: isTold, staleTime: Number.POSITIVE_INFINITY });
  if (isTold && name.isPending) return <span title={id}>…</span>;
  return name.data ? <span title={id}>{name.data}</span> : <Short id={id} />;
}
