/** A link that looks like a button: it goes somewhere, so it is a link. */
import { Button } from "antd";
import type { MouseEvent, ReactNode } from "react";
import { useLocation, useRouter } from "wouter";

export function LinkButton({ to, primary = false, children }: { to: string; primary?: boolean; children: ReactNode }) {
  const [, go] = useLocation();
  const { base } = useRouter();
  const click = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <Button type={primary ? "primary" : "default"} href={`${base}${to}`} onClick={click}>
      {children}
    </Button>
  );
}
