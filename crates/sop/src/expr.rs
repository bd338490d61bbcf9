//! Conditions: a subset of jq, the expression language of Serverless Workflow.
//!
//! `.slot`, literals, `==` `!=` `<` `<=` `>` `>=`, `and`, `or`, `| not`, parentheses; with or without `${ … }`.

use std::cmp::Ordering;

use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Slot(usize),
    Literal(Value),
    Compare(Op, Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Not(Box<Self>),
}

/// Why an expression cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    Syntax(String),
    Slot(String),
}

impl Expr {
    /// Parses `text`; `slot` resolves names.
    pub(crate) fn parse(text: &str, slot: &dyn Fn(&str) -> Option<usize>) -> Result<Self, Wrong> {
        let inner = text.trim();
        let inner = inner.strip_prefix("${").and_then(|t| t.strip_suffix('}')).unwrap_or(inner);
        let mut parser = Parser { rest: inner.trim(), slot, depth: 0 };
        let expr = parser.piped()?;
        if parser.rest.is_empty() { Ok(expr) } else { Err(Wrong::Syntax(format!("cannot read {:?}", parser.rest))) }
    }

    pub(crate) fn eval(&self, slots: &[Value]) -> Value {
        match self {
            Self::Slot(i) => slots.get(*i).cloned().unwrap_or(Value::Null),
            Self::Literal(value) => value.clone(),
            _ => Value::Bool(self.holds(slots)),
        }
    }

    /// Whether it is true: like jq, everything but false and null is.
    pub(crate) fn holds(&self, slots: &[Value]) -> bool {
        match self {
            Self::Slot(i) => slots.get(*i).is_some_and(truthy),
            Self::Literal(value) => truthy(value),
            Self::And(a, b) => a.holds(slots) && b.holds(slots),
            Self::Or(a, b) => a.holds(slots) || b.holds(slots),
            Self::Not(inner) => !inner.holds(slots),
            Self::Compare(op, a, b) => compare(*op, &a.eval(slots), &b.eval(slots)),
        }
    }
}

fn truthy(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false))
}

fn compare(op: Op, a: &Value, b: &Value) -> bool {
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => (a == b).then_some(Ordering::Equal),
    };
    match op {
        Op::Eq => order == Some(Ordering::Equal),
        Op::Ne => order != Some(Ordering::Equal),
        Op::Lt => order == Some(Ordering::Less),
        Op::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Op::Gt => order == Some(Ordering::Greater),
        Op::Ge => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

/// Deepest nesting; a file cannot make the parser run away.
const DEPTH: usize = 32;

struct Parser<'a> {
    rest: &'a str,
    slot: &'a dyn Fn(&str) -> Option<usize>,
    depth: usize,
}

impl Parser<'_> {
    fn eat(&mut self, mark: &str) -> bool {
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let follows = self.rest.strip_prefix(word).is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        follows && self.eat(word)
    }

    fn piped(&mut self) -> Result<Expr, Wrong> {
        let mut expr = self.either()?;
        while self.eat("|") {
            if !self.eat_word("not") {
                return Err(Wrong::Syntax("only `| not` may follow a pipe".to_owned()));
            }
            expr = Expr::Not(Box::new(expr));
        }
        Ok(expr)
    }

    fn either(&mut self) -> Result<Expr, Wrong> {
        let mut expr = self.both()?;
        while self.eat_word("or") {
            expr = Expr::Or(Box::new(expr), Box::new(self.both()?));
        }
        Ok(expr)
    }

    fn both(&mut self) -> Result<Expr, Wrong> {
        let mut expr = self.compared()?;
        while self.eat_word("and") {
            expr = Expr::And(Box::new(expr), Box::new(self.compared()?));
        }
        Ok(expr)
    }

    fn compared(&mut self) -> Result<Expr, Wrong> {
        let left = self.term()?;
        let ops = [("==", Op::Eq), ("!=", Op::Ne), ("<=", Op::Le), (">=", Op::Ge), ("<", Op::Lt), (">", Op::Gt)];
        for (mark, op) in ops {
            if self.eat(mark) {
                return Ok(Expr::Compare(op, Box::new(left), Box::new(self.term()?)));
            }
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Expr, Wrong> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Wrong::Syntax(format!("nested deeper than {DEPTH}")));
        }
        let found = self.inner_term();
        self.depth -= 1;
        found
    }

    fn inner_term(&mut self) -> Result<Expr, Wrong> {
        if self.eat("(") {
            let expr = self.piped()?;
            return if self.eat(")") { Ok(expr) } else { Err(Wrong::Syntax("a parenthesis is not closed".to_owned())) };
        }
        if self.rest.starts_with('.') {
            self.eat(".");
            let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
            let (name, rest) = self.rest.split_at(end);
            self.rest = rest.trim_start();
            return (self.slot)(name).map(Expr::Slot).ok_or_else(|| Wrong::Slot(name.to_owned()));
        }
        for (word, value) in [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)] {
            if self.eat_word(word) {
                return Ok(Expr::Literal(value));
            }
        }
        self.literal()
    }

    fn literal(&mut self) -> Result<Expr, Wrong> {
        if let Some(inner) = self.rest.strip_prefix('\'') {
            let (text, rest) = inner.split_once('\'').ok_or_else(|| Wrong::Syntax("a text is not closed".to_owned()))?;
            let text = text.to_owned();
            self.rest = rest.trim_start();
            return Ok(Expr::Literal(Value::String(text)));
        }
        let mut stream = serde_json::Deserializer::from_str(self.rest).into_iter::<Value>();
        match stream.next() {
            Some(Ok(value @ (Value::String(_) | Value::Number(_)))) => {
                let used = stream.byte_offset();
                self.rest = self.rest.get(used..).unwrap_or_default().trim_start();
                Ok(Expr::Literal(value))
            }
            _ => {
                // A number directly before an operator is not valid JSON text; read its digits.
                let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(self.rest.len());
                let (digits, rest) = self.rest.split_at(end);
                let number: serde_json::Number =
                    digits.parse().map_err(|_| Wrong::Syntax(format!("cannot read {:?}", self.rest)))?;
                self.rest = rest.trim_start();
                Ok(Expr::Literal(Value::Number(number)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn slot(name: &str) -> Option<usize> {
        ["days", "ok", "kind"].iter().position(|n| *n == name)
    }

    #[test]
    fn conditions_hold_as_jq_says() {
        let slots = [json!(7), json!(false), json!("refund")];
        let holds = |text: &str| Expr::parse(text, &slot).unwrap().holds(&slots);
        assert!(holds(".days <= 7") && !holds(".days>7") && holds("${ .days == 7.0 }"));
        assert!(holds(".kind == \"refund\" and (.ok | not)") && holds(".ok or .kind == 'refund'"));
        assert!(!holds(".ok") && holds(".ok != null") && holds(".kind") && !holds("(.days < 3) or (.days >= 8)"));
        assert!(holds("7<=.days"));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert_eq!(Expr::parse(".amount > 3", &slot), Err(Wrong::Slot("amount".to_owned())));
        for bad in ["", ".days ==", "(.days", ".days == 7 7", ".days | length", "'open", &"(".repeat(100)] {
            assert!(matches!(Expr::parse(bad, &slot), Err(Wrong::Syntax(_) | Wrong::Slot(_))), "{bad}");
        }
    }
}
