/** The worker portal's frame and routes. */
export default function WorkerPortal() {
  return null;
}
