//! The files of the simulated bank: reads pain.001 as a bank does, writes pain.002 and camt.

/// A transfer that a bank was told to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ordered {
    /// `EndToEndId`: what the bank repeats in all that it says about it.
    pub(super) id: String,
    /// As written, e.g. `1234.05`.
    pub(super) amount: String,
    pub(super) currency: String,
}

/// Transfers of a pain.001 file, in its order.
pub(super) fn ordered(pain001: &str) -> Vec<Ordered> {
    pain001.split("<CdtTrfTxInf>").skip(1).filter_map(transfer).collect()
}

/// The id of a file as a whole.
pub(super) fn message_id(xml: &str) -> Option<String> {
    let id = xml.split_once("<MsgId>")?.1.split_once('<')?.0;
    (!id.is_empty()).then(|| id.to_owned())
}

/// A pain.002 about a message, and about those of its transfers that are refused.
pub(super) fn report(message: &str, code: &str, refused: &[String]) -> String {
    let group = format!("<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><GrpSts>{code}</GrpSts></OrgnlGrpInfAndSts>");
    let reason = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>";
    status(&group, refused, "RJCT", reason)
}

/// A pain.002 that says no more than that transfers were accepted.
pub(super) fn accepted(ids: &[String]) -> String {
    status("", ids, "ACSP", "")
}

fn status(group: &str, ids: &[String], code: &str, reason: &str) -> String {
    let lines: String = ids
        .iter()
        .map(|id| format!("<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{code}</TxSts>{reason}</TxInfAndSts>"))
        .collect();
    let lines = if lines.is_empty() { lines } else { format!("<OrgnlPmtInfAndSts>{lines}</OrgnlPmtInfAndSts>") };
    format!("<Document><CstmrPmtStsRpt>{group}{lines}</CstmrPmtStsRpt></Document>")
}

fn transfer(text: &str) -> Option<Ordered> {
    let between = |from: &str, to: &str| Some(text.split_once(from)?.1.split_once(to)?.0.to_owned());
    Some(Ordered {
        id: between("<EndToEndId>", "<")?,
        amount: between("<InstdAmt Ccy=\"", "</")?.split_once("\">")?.1.to_owned(),
        currency: between("<InstdAmt Ccy=\"", "\"")?,
    })
}

/// A camt.053 statement of `name` in which every transfer was booked.
pub(super) fn booked(name: &str, transfers: &[Ordered]) -> String {
    statement(name, transfers.iter().map(|t| entry(name, t, "DBIT", "")))
}

/// A statement in which a transfer came back, e.g. for `AC01`: its account is wrong.
pub(super) fn returned(name: &str, transfer: &Ordered, code: &str) -> String {
    let reason = format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>");
    statement(name, std::iter::once(entry(name, transfer, "CRDT", &reason)))
}

fn entry(name: &str, Ordered { id, amount, currency }: &Ordered, direction: &str, reason: &str) -> String {
    let money = format!("<Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>");
    format!(
        "<Ntry>{money}<Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>{name}-{id}</AcctSvcrRef><NtryDtls><TxDtls><Refs>\
         <EndToEndId>{id}</EndToEndId></Refs>{money}{reason}</TxDtls></NtryDtls></Ntry>"
    )
}

fn statement(name: &str, entries: impl Iterator<Item = String>) -> String {
    let entries: String = entries.collect();
    format!("<Document><BkToCstmrStmt><Stmt><Id>{name}</Id>{entries}</Stmt></BkToCstmrStmt></Document>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ordered_is_booked() {
        let file = "<GrpHdr/><CdtTrfTxInf><PmtId><EndToEndId>a1</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"CNY\">7.05</InstdAmt></Amt></CdtTrfTxInf>";
        let found = ordered(file);
        assert_eq!(found, [Ordered { id: "a1".to_owned(), amount: "7.05".to_owned(), currency: "CNY".to_owned() }]);
        assert!(booked("S1", &found).contains("<EndToEndId>a1</EndToEndId>"));
        assert!(returned("S2", &found[0], "AC01").contains("AC01"));
    }
}
