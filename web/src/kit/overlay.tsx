/** Dialogs and menus, on react-aria: focus is kept inside, Escape closes, focus returns. */
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import css from "./kit.module.css";

export function Dialog({ title, isOpen, onClose, children, isAlert, place }: { title: ReactNode; isOpen: boolean; onClose: () => void; children: ReactNode; isAlert?: boolean; place?: "top" }) {
  return (
    <ModalOverlay className={css.scrim} data-place={place} isOpen={isOpen} isDismissable={!isAlert} onOpenChange={(open) => !open && onClose()}>
      <Modal className={css.modal}>
        <AriaDialog className={css.dialog} role={isAlert ? "alertdialog" : "dialog"}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
