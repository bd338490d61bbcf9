/** Entry of work.html: public and worker screens. */
import { start } from "./start";
import { WorkRouter } from "./router";

void start(["public"], <WorkRouter />);
