/** The enterprise's lines of business. */
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Project } from "@/api/types";
import { useList } from "@/console/data";
import { Nothing, Page, State, When } from "@/console/parts";
import { Rows } from "@/console/rows";
import { money } from "@/i18n/format";
import { LinkButton } from "@/console/link-button";
import { useSkillName } from "./skills";

export function Projects() {
  const { t } = useTranslation("enterprise");
  const list = useList<Project>("/projects");
  const skill = useSkillName();
  const create = (
    <LinkButton to="/projects/new" primary>
      {t("projects.new")}
    </LinkButton>
  );
  return (
    <Page title={t("projects.title")} intro={t("projects.intro")} actions={create}>
      <Rows
        list={list}
        label={t("projects.title")}
        id={(project) => project.id}
        file="projects"
        empty={<Nothing why={t("projects.none")}>{create}</Nothing>}
        columns={[
          { title: t("project.name"), cell: (project) => <Link href={`/projects/${project.id}`}>{project.name}</Link>, csv: (project) => project.name },
          { title: t("console:state"), cell: (project) => <State of={project.state} />, csv: (project) => project.state },
          { title: t("console:skill"), cell: (project) => skill(project.skill), csv: (project) => project.skill },
          { title: t("price.customer"), end: true, cell: (project) => money(project.price), csv: (project) => project.price.minor / 100 },
          { title: t("price.worker"), end: true, cell: (project) => money(project.worker_pay), csv: (project) => project.worker_pay.minor / 100 },
          { title: t("project.sensitivity"), end: true, cell: (project) => project.sensitivity, csv: (project) => project.sensitivity },
          { title: t("project.created"), cell: (project) => <When at={project.created_at} />, csv: (project) => project.created_at },
        ]}
      />
    </Page>
  );
}
