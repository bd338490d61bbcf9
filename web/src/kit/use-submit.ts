/** One form submission at a time: busy flag, the refusal of the last try, and focus on the first bad field. */
import { useRef, useState, type FormEvent } from "react";
import { toProblem, type Problem } from "@/api/errors";

/** `run` gives false when the form itself is not ready to be sent. */
export function useSubmit(run: () => Promise<void | false>) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setProblem(null);
    const toFault = () => setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    try {
      if ((await run()) === false) toFault();
    } catch (error) {
      setProblem(toProblem(error));
      toFault();
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, submit, form, setProblem, fail: (error: unknown) => setProblem(toProblem(error)) };
}
