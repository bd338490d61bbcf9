/** Frame of the public pages: no menu, only mark, language and look. */
import type { ReactNode } from "react";
import { Shell } from "@/kit/shell";

export function PublicShell({ children }: { children: ReactNode }) {
  return <Shell>{children}</Shell>;
}
