/** Skills by name, in the language of the screen; nothing is shown for one that is still asked for. */
import type { Skill } from "@/api/types";
import { useGet } from "@/console/data";
import { locale } from "@/i18n";

export function useSkills() {
  return useGet<{ items: Skill[] }>("/skills");
}

export const nameOf = (skill: Skill): string => (locale() === "en" ? skill.name_en : skill.name_zh);

export function useSkillName(): (code: string) => string {
  const skills = useSkills();
  return (code) => {
    const found = skills.data?.items.find((skill) => skill.code === code);
    return found ? nameOf(found) : skills.isPending ? "" : code;
  };
}
