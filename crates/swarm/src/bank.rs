//! A simulated bank for files: reads pain.001 as a bank does and answers with camt, without a crate of ours.

/// A transfer that a bank was told to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// `EndToEndId`: what the bank repeats in all that it says about it.
    pub id: String,
    /// As written, e.g. `1234.05`.
    pub amount: String,
    pub currency: String,
}

/// Transfers of a pain.001 file, in its order.
pub fn ordered(pain001: &str) -> Vec<Ordered> {
    pain001.split("<CdtTrfTxInf>").skip(1).filter_map(transfer).collect()
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
pub fn booked(name: &str, transfers: &[Ordered]) -> String {
    statement(name, transfers.iter().map(|t| entry(name, t, "DBIT", "")))
}

/// A statement in which a transfer came back, e.g. for `AC01`: its account is wrong.
pub fn returned(name: &str, transfer: &Ordered, code: &str) -> String {
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
