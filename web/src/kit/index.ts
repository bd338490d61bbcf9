/** Tier L kit: what the worker and public screens are made of. Dialog and menu are imported from their own files, to stay out of small pages. */
export * from "./basics";
export * from "./commands";
export * from "./fields";
export { Icon, type IconName } from "./icons";
export * from "./shell";
export * from "./show";
export * from "./state";
export * from "./tabs";
