/** The left pane: offers with their countdown and why, then my conversations with who waits longest in words. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeskConversation, Offer } from "@/api/types";
import { money } from "@/i18n/format";
import { Badge, Button, Row } from "@/kit/basics";
import { Menu } from "@/kit/menu";
import { Reasons, Timer } from "@/kit/show";
import css from "./desk.module.css";
import { useDesk, type DeskStore } from "./store";

/** A customer who waits longer than this for an answer is marked. */
const LATE_AFTER_S = 60;

/** What was locked with the offer besides the piece: steps, minutes, surge and the hourly floor. */
function Terms({ terms }: { terms: Offer["terms"] }) {
  const { t } = useTranslation("desk");
  const of = (minor: number) => money({ minor, currency: terms.currency });
  const said = [
    terms.step_milli ? t("terms_step", { rate: of(terms.step_milli / 1000) }) : "",
    terms.minute_milli ? t("terms_minute", { rate: of(terms.minute_milli / 1000) }) : "",
    terms.surge_minor ? t("terms_surge", { amount: of(terms.surge_minor), times: terms.surge_bp / 10_000 }) : "",
    terms.floor_hourly ? t("terms_floor", { amount: of(terms.floor_hourly) }) : "",
  ].filter(Boolean);
  return said.length ? <span>{said.join(" · ")}</span> : null;
}

function OfferCard({ offer, declineReasons, onAccept, onDecline }: { offer: Offer; declineReasons: string[]; onAccept: () => void; onDecline: (reason: string) => void }) {
  const { t } = useTranslation(["desk", "common"]);
  const [isTaken, setTaken] = useState(false);
  return (
    <article className={css.offer} aria-label={t("offer_of", { project: offer.project_name })}>
      <div className={css.offerTop}>
        <strong>{offer.project_name}</strong>
        <span className={css.big}>
          <Timer until={offer.expires_at} label={t("offer_left")} />
        </span>
      </div>
      <span>{t("offer_line", { skill: t(`common:skill_${offer.skill}`, { defaultValue: offer.skill }), pay: money(offer.pay) })}</span>
      <Terms terms={offer.terms} />
      <Row>
        <Button
          look="main"
          icon="check"
          isBusy={isTaken}
          aria-keyshortcuts="Alt+A"
          onClick={() => {
            setTaken(true);
            onAccept();
          }}
        >
          {t("accept")}
        </Button>
        <Menu label={t("decline")} entries={declineReasons.map((reason) => ({ id: reason, label: t(`decline_${reason}`, { defaultValue: reason }), run: () => onDecline(reason) }))}>
          {t("decline")}
        </Menu>
      </Row>
      <details>
        <summary>{t("why_me")}</summary>
        <Reasons reasons={offer.why} />
      </details>
    </article>
  );
}

export function Offers({ store, onAccept, onDecline }: { store: DeskStore; onAccept: (offer: Offer) => void; onDecline: (offer: Offer, reason: string) => void }) {
  const offers = useDesk(store, (state) => state.offers);
  const reasons = useDesk(store, (state) => state.declineReasons);
  return (
    <>
      {offers.map((offer) => (
        <OfferCard key={offer.id} offer={offer} declineReasons={reasons} onAccept={() => onAccept(offer)} onDecline={(reason) => onDecline(offer, reason)} />
      ))}
    </>
  );
}

function Line({ line, n, isActive, onOpen }: { line: DeskConversation; n: number; isActive: boolean; onOpen: () => void }) {
  const { t } = useTranslation("desk");
  return (
    <li>
      <button type="button" className={css.line} aria-current={isActive || undefined} onClick={onOpen}>
        <span className={css.lineTop}>
          <span>{t("customer_n", { n })}</span>
          {line.unread ? (
            <span className={css.unread}>
              {line.unread}
              <span hidden> {t("unread")}</span>
            </span>
          ) : null}
        </span>
        <span className={css.lineFoot}>
          <span>{line.project_name}</span>
          {line.state === "wrapping" ? (
            <Badge tone="warn">
              {t("wrapping")} {line.lease_until ? <Timer until={line.lease_until} label={t("wrap_left")} /> : null}
            </Badge>
          ) : line.waiting_since ? (
            <span>
              {t("waiting_for")} <Timer since={line.waiting_since} lateAfterS={LATE_AFTER_S} label={t("waiting_for")} />
            </span>
          ) : (
            <span>{t("answered")}</span>
          )}
        </span>
      </button>
    </li>
  );
}

export function ConversationList({ store, active, onOpen }: { store: DeskStore; active: string | null; onOpen: (id: string) => void }) {
  const { t } = useTranslation("desk");
  const lines = useDesk(store, (state) => state.conversations);
  const hasOffer = useDesk(store, (state) => state.offers.length > 0);
  const presence = useDesk(store, (state) => state.presence.state);
  return (
    <>
      <h2>{t("my_conversations")}</h2>
      {lines.length ? (
        <ul className={css.lines}>
          {lines.map((line, n) => (
            <Line key={line.id} line={line} n={n + 1} isActive={line.id === active} onOpen={() => onOpen(line.id)} />
          ))}
        </ul>
      ) : hasOffer ? null : (
        <p>{t(presence === "available" ? "waiting_offer" : "go_online")}</p>
      )}
    </>
  );
}
