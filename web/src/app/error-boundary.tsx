/** What a person sees when a screen fails: the words, and a way on. A chunk missing after a release asks for a reload. */
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/kit/basics";
import { Empty } from "@/kit/state";

function isMissingChunk(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|Importing a module|module script failed|preload CSS/i.test(error.message);
}

function Broken({ error, onAgain }: { error: unknown; onAgain: () => void }) {
  const { t } = useTranslation("common");
  const isOld = isMissingChunk(error);
  return (
    <Empty title={t(isOld ? "new_version" : "broken")} icon="warn" action={<Button look="main" onClick={isOld ? () => location.reload() : onAgain}>{t(isOld ? "reload" : "retry")}</Button>}>
      {t(isOld ? "new_version_hint" : "broken_hint")}
    </Empty>
  );
}

export class ErrorBoundary extends Component<{ children: ReactNode; resetKey?: string }, { error: unknown }> {
  override state = { error: null as unknown, key: this.props.resetKey };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  /** Another screen is another try. */
  static getDerivedStateFromProps(props: { resetKey?: string }, state: { error: unknown; key?: string }) {
    return props.resetKey === state.key ? null : { error: null, key: props.resetKey };
  }

  override render() {
    if (this.state.error) return <Broken error={this.state.error} onAgain={() => this.setState({ error: null })} />;
    return this.props.children;
  }
}
