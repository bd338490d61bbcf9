/** Catches what a screen throws: says so, keeps the way out. A missing chunk means a new release: one reload. */
import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";
import { i18next } from "@/i18n";

const RELOADED = "tidecrew.reloaded";

export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown): void {
    const chunk = error instanceof Error && /dynamically imported module|Importing a module script/i.test(error.message);
    const before = Number(sessionStorage.getItem(RELOADED) ?? 0);
    if (chunk && Date.now() - before > 60_000) {
      sessionStorage.setItem(RELOADED, String(Date.now()));
      location.reload();
    }
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main>
        <Result
          status="error"
          title={i18next.t("console:broken")}
          subTitle={error instanceof Error ? error.message : String(error)}
          extra={
            <Button type="primary" onClick={() => location.reload()}>
              {i18next.t("console:reload")}
            </Button>
          }
        />
      </main>
    );
  }
}
