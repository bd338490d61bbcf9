//! Rules compiled from a policy file, and the check that runs the file's own vectors.

use std::{collections::BTreeMap, sync::Arc};

use kernel::policy::Policy;
use masking_core::Detector;
use regex::Regex;
use serde::Deserialize;

use crate::{
    Class, Draft, EXAMPLES, Outcome, Side, examples,
    file::{File, ProvenanceRow, RuleRow, TestRow, Texts},
    judge,
    judge::is_among,
    lexicon::{Builder, Lexicon, SetId},
    model::Model,
    spelling::Spellings,
};

/// Sound-alike spellings made of one word at most.
const SPELLINGS: usize = 4096;

/// A step of a pattern, and the letters that may stand between it and the next.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) set: SetId,
    pub(crate) gap: usize,
}

pub(crate) type Pattern = Vec<Step>;

/// A compiled rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) class: Class,
    pub(crate) outcome: Outcome,
    pub(crate) outcome_regulated: Option<Outcome>,
    pub(crate) side: Side,
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) regex: Vec<Regex>,
    pub(crate) unless: Vec<Pattern>,
    pub(crate) near: usize,
    pub(crate) negatable: bool,
    pub(crate) after: Vec<Pattern>,
    pub(crate) unless_after: Vec<Pattern>,
    pub(crate) missing: Vec<Pattern>,
    pub(crate) skills: Vec<String>,
    pub(crate) firm: bool,
    pub(crate) lift: Option<i64>,
    pub(crate) disguised: bool,
    pub(crate) texts: Texts,
}

/// Words of negation, as sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Negation {
    pub(crate) before: SetId,
    pub(crate) after: SetId,
    pub(crate) harmless: SetId,
    pub(crate) ends: SetId,
    pub(crate) reach: usize,
}

/// The rules of a policy, ready to judge. Cheap to clone.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "File")]
pub struct Rules(Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) file: File,
    pub(crate) lexicon: Lexicon,
    pub(crate) negation: Negation,
    pub(crate) rules: Vec<Rule>,
    /// Label of the detector → class and outcome.
    pub(crate) pii: BTreeMap<String, (Class, Outcome)>,
    pub(crate) detector: Detector,
    /// Sets that have a name, which is how the model knows them.
    pub(crate) named: Vec<(String, SetId)>,
    pub(crate) model: Option<Arc<Model>>,
}

impl Inner {
    /// Every sentence that a desk offers in place of one that was warned about.
    pub(crate) fn suggestions(&self) -> impl Iterator<Item = &str> {
        let texts = self.file.class.values().chain(self.rules.iter().map(|rule| &rule.texts));
        texts.flat_map(|texts| [&texts.suggest_zh, &texts.suggest_en]).filter_map(|text| text.as_deref())
    }
}

impl kernel::policy::Rules for Rules {
    const KIND: &'static str = "patrol";

    fn check(&self) -> Result<(), String> {
        self.0.file.test.iter().try_for_each(|test| test.texts.iter().try_for_each(|text| self.run(text, test)))
    }
}

impl Rules {
    /// The built-in rules for Chinese and English.
    pub fn base_cn() -> kernel::Result<Policy<Self>> {
        Policy::parse("base-cn", crate::BASE_CN)
    }

    /// A tenant's file laid over these rules: its words, rules and vectors are added, a rule with a known id replaces it,
    /// and all vectors of both files are run. The hash names both. Errors: `policy_invalid` naming the line.
    pub fn with_tenant(base: &Policy<Self>, id: &str, bytes: &[u8]) -> kernel::Result<Policy<Self>> {
        Self::laid(base, id, bytes, |_, _| Ok(()))
    }

    /// As [`Self::with_tenant`], for a file that an enterprise wrote: it may add words, rules of the class `tenant_rule` and
    /// vectors, and change nothing of the base.
    pub fn with_additions(base: &Policy<Self>, id: &str, bytes: &[u8]) -> kernel::Result<Policy<Self>> {
        Self::laid(base, id, bytes, adds_only)
    }

    fn laid(
        base: &Policy<Self>,
        id: &str,
        bytes: &[u8],
        allowed: fn(&File, &File) -> Result<(), String>,
    ) -> kernel::Result<Policy<Self>> {
        let refuse = |what: String| kernel::Error::new(kernel::Code::PolicyInvalid, format!("policy patrol/{id}: {what}"));
        let text = std::str::from_utf8(bytes).map_err(|e| refuse(format!("not UTF-8: {e}")))?;
        let tenant: File = toml::from_str(text).map_err(|e| refuse(e.to_string()))?;
        let at = |what: String| refuse(placed(text, &tenant, what));
        allowed(&base.value.0.file, &tenant).map_err(at)?;
        let whole = over(base.value.0.file.clone(), tenant.clone());
        let value = Self::compiled(whole, base.value.0.model.clone()).map_err(at)?;
        kernel::policy::Rules::check(&value).map_err(at)?;
        let hash = kernel::sha256_hex(&[base.hash.as_bytes(), bytes].concat());
        Ok(Policy { id: id.to_owned(), hash, value })
    }

    /// Ids of the rules of class `tenant_rule`: what an enterprise added.
    pub fn added(&self) -> Vec<&str> {
        self.0.rules.iter().filter(|rule| rule.class == Class::TenantRule).map(|rule| rule.id.as_str()).collect()
    }

    /// Whether `skill` is one in which nothing may be sent unjudged.
    pub fn is_regulated(&self, skill: &str) -> bool {
        is_among(&self.0.file.regulated, skill)
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    fn run(&self, text: &str, test: &TestRow) -> Result<(), String> {
        let said: Option<Vec<&str>> = test.said.as_ref().map(|said| said.iter().map(String::as_str).collect());
        let draft = Draft { side: test.side, said: said.as_deref(), beside: test.beside.as_ref(), ..Draft::agent(text) }
            .after(test.customer.as_deref())
            .skill(test.skill.as_deref());
        let verdict = judge(self, &draft);
        let says = |what: String| format!("test vector {text:?}: {what}");
        if verdict.outcome != test.expect {
            let by = verdict.hits.first().map_or("no rule", |hit| hit.rule.as_str());
            return Err(says(format!("wanted {}, got {} by {by}", test.expect.as_str(), verdict.outcome.as_str())));
        }
        if let Some(class) = test.class.filter(|class| verdict.class() != Some(*class)) {
            return Err(says(format!("wanted class {}, got {:?}", class.as_str(), verdict.class())));
        }
        let marked = verdict.hits.first().map(|hit| text.chars().skip(hit.start).take(hit.end - hit.start).collect::<String>());
        match (&test.marks, marked) {
            (Some(want), got) if got.as_ref() != Some(want) => Err(says(format!("wanted {want:?} marked, got {got:?}"))),
            _ => Ok(()),
        }
    }
}

/// Rules that a file of additions may have.
const ADDED: usize = 200;

/// Refuses a file that does more than add words, rules of its own class and vectors.
fn adds_only(base: &File, tenant: &File) -> Result<(), String> {
    let untouched = tenant.regulated.is_empty()
        && tenant.negation.is_empty()
        && tenant.sounds.is_empty()
        && tenant.heard.is_empty()
        && tenant.ear.is_empty()
        && tenant.by_ear.is_empty()
        && tenant.class.keys().all(|class| *class == Class::TenantRule)
        && tenant.pii.is_empty()
        && tenant.model.examples.is_empty()
        && tenant.provenance.is_none()
        && tenant.procedure.is_none();
    if !untouched {
        return Err("additions have words, rules, vectors and the class tenant_rule only".to_owned());
    }
    if tenant.rule.len() > ADDED {
        return Err(format!("at most {ADDED} rules"));
    }
    if let Some(name) = tenant.words.keys().find(|name| base.words.contains_key(*name)) {
        return Err(format!("the word set {name} is the base's; choose another name"));
    }
    let foreign = |rule: &&RuleRow| rule.class != Class::TenantRule || base.rule.iter().any(|known| known.id == rule.id);
    if let Some(rule) = tenant.rule.iter().find(foreign) {
        return Err(format!("rule {}: its class is tenant_rule and its id none of the base's", rule.id));
    }
    let fits = |rule: &&RuleRow| match rule.side {
        Side::Agent => rule.outcome != Outcome::Alert,
        Side::Customer => matches!(rule.outcome, Outcome::Note | Outcome::Alert),
    };
    match tenant.rule.iter().find(|rule| !fits(rule)) {
        Some(rule) => Err(format!("rule {}: {} is no outcome for this side", rule.id, rule.outcome.as_str())),
        None => Ok(()),
    }
}

/// `what`, with the line of the tenant's text that it is about where there is one.
fn placed(text: &str, tenant: &File, what: String) -> String {
    let vectors = tenant.test.iter().flat_map(|test| &test.texts).filter(|vector| what.contains(&format!("{vector:?}")));
    let rules = tenant.rule.iter().map(|rule| &rule.id).filter(|id| what.contains(&format!("rule {id}:")));
    let words = tenant.words.keys().filter(|name| what.contains(&format!("word set {name}")));
    let named = vectors.chain(rules).chain(words).next();
    let line = named.and_then(|name| text.lines().position(|line| line.contains(name.as_str())));
    line.map_or(what.clone(), |line| format!("line {}: {what}", line + 1))
}

fn over(mut base: File, tenant: File) -> File {
    base.id = tenant.id;
    base.version = tenant.version;
    base.regulated.extend(tenant.regulated);
    base.negation.before.extend(tenant.negation.before);
    base.negation.after.extend(tenant.negation.after);
    base.negation.harmless.extend(tenant.negation.harmless);
    base.negation.ends.extend(tenant.negation.ends);
    for (name, words) in tenant.words {
        base.words.entry(name).or_default().extend(words);
    }
    base.sounds.extend(tenant.sounds);
    base.heard.extend(tenant.heard);
    base.by_ear.extend(tenant.by_ear);
    base.class.extend(tenant.class);
    base.rule.retain(|rule| tenant.rule.iter().all(|new| new.id != rule.id));
    base.rule.extend(tenant.rule);
    base.pii.extend(tenant.pii);
    base.test.extend(tenant.test);
    base.provenance = tenant.provenance.or(base.provenance);
    base.procedure = tenant.procedure.or(base.procedure);
    base
}

impl TryFrom<File> for Rules {
    type Error = String;

    /// Compiles a file and trains its model.
    fn try_from(file: File) -> Result<Self, String> {
        let pinned = file.model.examples.clone();
        let words =
            format!("{:?}{:?}{:?}{:?}{:?}{:?}", file.words, file.sounds, file.heard, file.ear, file.by_ear, file.negation);
        let rules = Self::compiled(file, None)?;
        if pinned.is_empty() {
            return Ok(rules);
        }
        let here = kernel::sha256_hex(EXAMPLES.as_bytes());
        if here != pinned {
            return Err(format!("model: the examples here have the hash {here}, not the {pinned} it was made for"));
        }
        let examples = examples(EXAMPLES).map_err(|error| error.detail)?;
        let model = Model::known(kernel::sha256_hex(format!("{here}{words}").as_bytes()), &rules, &examples);
        let Ok(inner) = Arc::try_unwrap(rules.0) else { return Err("rules are shared before they are whole".to_owned()) };
        Ok(Self(Arc::new(Inner { model: Some(model), ..inner })))
    }
}

impl Rules {
    fn compiled(file: File, model: Option<Arc<Model>>) -> Result<Self, String> {
        let mut compiler = Compiler { builder: Builder::default(), file: &file, sets: BTreeMap::new(), pieces: BTreeMap::new() };
        let negation = compiler.negation()?;
        file.provenance.as_ref().map_or(Ok(()), ProvenanceRow::check)?;
        let mut rules: Vec<Rule> = Vec::with_capacity(file.rule.len());
        for row in &file.rule {
            if rules.iter().any(|rule| rule.id == row.id) {
                return Err(format!("rule {} is there twice", row.id));
            }
            rules.push(compiler.rule(row).map_err(|what| format!("rule {}: {what}", row.id))?);
        }
        let named = file.words.keys().map(|name| Ok((name.clone(), compiler.named(name)?)));
        let mut named: Vec<(String, SetId)> = named.collect::<Result<_, String>>()?;
        named.extend([("-".to_owned(), negation.before), ("--".to_owned(), negation.after)]);
        let pii =
            file.pii.iter().flat_map(|row| row.labels.iter().map(|label| (label.clone(), (row.class, row.outcome)))).collect();
        let lexicon = std::mem::take(&mut compiler.builder).build(latin_words(&file))?;
        let detector = Detector::new(masking_core::Policy::base_cn());
        Ok(Self(Arc::new(Inner { lexicon, negation, rules, pii, detector, named, model, file })))
    }
}

struct Compiler<'a> {
    builder: Builder,
    file: &'a File,
    /// Named sets that were used.
    sets: BTreeMap<String, SetId>,
    /// Pieces of patterns already compiled.
    pieces: BTreeMap<String, SetId>,
}

impl Compiler<'_> {
    fn negation(&mut self) -> Result<Negation, String> {
        let negation = &self.file.negation;
        Ok(Negation {
            before: self.words(&negation.before)?,
            after: self.words(&negation.after)?,
            harmless: self.words(&negation.harmless)?,
            ends: self.words(&negation.ends)?,
            reach: negation.reach,
        })
    }

    fn words(&mut self, words: &[String]) -> Result<SetId, String> {
        let set = self.builder.set();
        words.iter().try_for_each(|word| self.builder.add(set, word))?;
        Ok(set)
    }

    fn rule(&mut self, row: &RuleRow) -> Result<Rule, String> {
        if row.patterns.is_empty() && row.regex.is_empty() && !row.disguised {
            return Err("it has nothing to match".to_owned());
        }
        if row.disguised && row.lift.is_none() {
            return Err("a disguise alone is no reason; say from which lift on".to_owned());
        }
        let class = self.file.class.get(&row.class).cloned().unwrap_or_default();
        let regex =
            row.regex.iter().map(|text| regex::RegexBuilder::new(text).size_limit(4 << 20).build().map_err(|e| e.to_string()));
        let texts = Texts {
            why_zh: row.why_zh.clone().unwrap_or(class.why_zh),
            why_en: row.why_en.clone().unwrap_or(class.why_en),
            suggest_zh: row.suggest_zh.clone().or(class.suggest_zh),
            suggest_en: row.suggest_en.clone().or(class.suggest_en),
        };
        if texts.why_zh.is_empty() || texts.why_en.is_empty() {
            return Err("it says why neither itself nor through its class".to_owned());
        }
        Ok(Rule {
            id: row.id.clone(),
            class: row.class,
            outcome: row.outcome,
            outcome_regulated: row.outcome_regulated,
            side: row.side,
            patterns: self.patterns(&row.patterns)?,
            regex: regex.collect::<Result<_, _>>()?,
            unless: self.patterns(&row.unless)?,
            near: row.near,
            negatable: row.negatable,
            after: self.patterns(&row.after)?,
            unless_after: self.patterns(&row.unless_after)?,
            missing: self.patterns(&row.missing)?,
            skills: row.skills.clone(),
            // What answers a customer, a tenant's words and steps of a procedure are no matter of tone.
            firm: row.firm || !row.after.is_empty() || matches!(row.class, Class::TenantRule | Class::MissingStep),
            lift: row.lift,
            disguised: row.disguised,
            texts,
        })
    }

    fn patterns(&mut self, rows: &[String]) -> Result<Vec<Pattern>, String> {
        rows.iter().map(|row| self.pattern(row).map_err(|what| format!("pattern {row:?}: {what}"))).collect()
    }

    /// `@add ~4 @channel|telegram`
    fn pattern(&mut self, row: &str) -> Result<Pattern, String> {
        let mut steps: Pattern = Vec::new();
        let mut piece: Vec<&str> = Vec::new();
        for token in row.split_whitespace() {
            match token.strip_prefix('~').and_then(|n| n.parse::<usize>().ok()) {
                Some(gap) => steps.push(Step { set: self.piece(&std::mem::take(&mut piece).join(" "))?, gap }),
                None => piece.push(token),
            }
        }
        steps.push(Step { set: self.piece(&piece.join(" "))?, gap: 0 });
        Ok(steps)
    }

    fn piece(&mut self, piece: &str) -> Result<SetId, String> {
        if let Some(set) = self.pieces.get(piece) {
            return Ok(*set);
        }
        let set = match piece.strip_prefix('@') {
            Some(name) if !name.contains('|') => self.named(name)?,
            _ => {
                let set = self.builder.set();
                for part in piece.split('|').map(str::trim) {
                    match part.strip_prefix('@') {
                        Some(name) => self.fill(set, name)?,
                        None => {
                            self.builder.add(set, part)?;
                            self.builder.hear(set, part, false);
                        }
                    }
                }
                set
            }
        };
        self.pieces.insert(piece.to_owned(), set);
        Ok(set)
    }

    fn named(&mut self, name: &str) -> Result<SetId, String> {
        if let Some(set) = self.sets.get(name) {
            return Ok(*set);
        }
        let set = self.builder.set();
        self.fill(set, name)?;
        self.sets.insert(name.to_owned(), set);
        Ok(set)
    }

    fn fill(&mut self, set: SetId, name: &str) -> Result<(), String> {
        let words = self.file.words.get(name).ok_or_else(|| format!("there is no word set {name}"))?;
        let with_sound = format!("{name}_heard");
        if self.file.words.contains_key(&with_sound) {
            self.fill(set, &with_sound)?;
        }
        let heard = self.file.heard.iter().any(|h| h == name);
        let by_ear = self.file.by_ear.iter().any(|h| h == name);
        for word in words {
            self.builder.add(set, word)?;
            if heard {
                spellings(word, &self.file.sounds).iter().try_for_each(|spelling| self.builder.add(set, spelling))?;
            }
            self.builder.hear(set, word, by_ear || heard && self.file.ear.contains(word));
        }
        Ok(())
    }
}

/// The Latin words that are found by sound, and all that the file knows.
fn latin_words(file: &File) -> Spellings {
    let by_ear = file.by_ear.iter().chain(&file.heard).filter_map(|name| file.words.get(name)).flatten();
    let patterns = file.rule.iter().flat_map(|rule| rule.patterns.iter().chain(&rule.unless));
    let known = file.words.values().flatten().chain(patterns);
    Spellings::of(by_ear.map(|word| word.trim_end_matches('*')), known.map(String::as_str))
}

/// The word with its characters replaced by others of the same sound: all combinations, or where these are too many
/// one character at a time.
fn spellings(word: &str, sounds: &BTreeMap<char, String>) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    let options: Vec<Vec<char>> =
        chars.iter().map(|c| std::iter::once(*c).chain(sounds.get(c).into_iter().flat_map(|s| s.chars())).collect()).collect();
    let all: usize = options.iter().map(Vec::len).product();
    if all <= SPELLINGS {
        return options.iter().fold(vec![String::new()], |made, option| {
            made.iter().flat_map(|head| option.iter().map(move |c| format!("{head}{c}"))).collect()
        });
    }
    let replaced = |i: usize, c: char| chars.iter().enumerate().map(|(j, old)| if i == j { c } else { *old }).collect::<String>();
    options.iter().enumerate().flat_map(|(i, option)| option.iter().map(move |c| (i, *c))).map(|(i, c)| replaced(i, c)).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Code;

    use super::*;

    const FORM: &str = "id = 'x'\nversion = 1\n[class.tenant_rule]\nwhy_zh = '禁'\nwhy_en = 'no'\n";

    fn refused(more: &str) -> String {
        let error = Policy::<Rules>::parse("x", format!("{FORM}{more}").as_bytes()).unwrap_err();
        assert_eq!(error.code, Code::PolicyInvalid);
        error.detail
    }

    #[test]
    fn the_built_in_rules_pass_their_own_vectors() {
        Rules::base_cn().unwrap();
    }

    #[test]
    fn a_broken_file_is_refused_by_name() {
        let rule = |body: &str| format!("[[rule]]\nid = 'a'\nclass = 'tenant_rule'\noutcome = 'block'\n{body}\n");
        assert!(refused(&rule("match = ['@nowhere']")).contains("there is no word set nowhere"));
        assert!(refused(&rule("match = ['a ~2']")).contains("nothing to look for"));
        assert!(refused(&rule("")).contains("nothing to match"));
        assert!(refused(&rule("regex = ['(']")).contains("rule a"));
        assert!(refused(&rule("matches = ['a']")).contains("unknown field"));
        assert!(refused(&format!("{0}{0}", rule("match = ['a']"))).contains("twice"));
        let failing = format!("{}[[test]]\nexpect = 'pass'\ntexts = ['fine', 'alpha']\n", rule("match = ['alpha']"));
        assert!(refused(&failing).contains("test vector \"alpha\": wanted pass, got block by a"));
    }

    #[test]
    fn a_tenant_adds_rules_over_the_base() {
        let base = Rules::base_cn().unwrap();
        let file = "id = 'acme'\nversion = 1\n[[rule]]\nid = 'acme.name'\nclass = 'tenant_rule'\noutcome = 'warn'\nmatch = ['旧款']\n[[test]]\nexpect = 'warn'\ntexts = ['这是旧款']\n";
        let tenant = Rules::with_tenant(&base, "acme", file.as_bytes()).unwrap();
        assert_ne!(tenant.hash, base.hash);
        assert_eq!(judge(&tenant.value, &Draft::agent("这是旧 款")).class(), Some(Class::TenantRule));
        assert_eq!(judge(&tenant.value, &Draft::agent("加我微信")).class(), Some(Class::OffPlatform), "the base still holds");
        let breaking = "id = 'acme'\nversion = 1\n[[rule]]\nid = 'off_platform.add_me'\nclass = 'tenant_rule'\noutcome = 'note'\nmatch = ['绝无']\n";
        assert!(Rules::with_tenant(&base, "acme", breaking.as_bytes()).is_err(), "the base's vectors are run again");
    }

    #[test]
    fn additions_only_add_and_a_refusal_names_the_line() {
        let base = Rules::base_cn().unwrap();
        let refused = |file: &str| Rules::with_additions(&base, "own", file.as_bytes()).unwrap_err().detail;
        let head = "id = 'own'\nversion = 1\n";
        let rule = "[[rule]]\nid = 'own.old'\nclass = 'tenant_rule'\noutcome = 'block'\nmatch = ['旧款']\n";
        let good = format!("{head}{rule}[[test]]\nexpect = 'block'\ntexts = ['这是旧款']\n");
        let policy = Rules::with_additions(&base, "own", good.as_bytes()).unwrap();
        assert_eq!(policy.value.added(), ["own.old"]);
        assert!(
            refused(&format!("{good}[[test]]\nexpect = 'block'\ntexts = [\n'新款']\n")).contains("line 14: test vector \"新款\"")
        );
        for (more, what) in [
            ("[negation]\nbefore = ['加']\n", "only"),
            ("[words]\nchannel = ['x']\n", "line 4: the word set channel is the base's"),
            (
                "[[rule]]\nid = 'off_platform.add_me'\nclass = 'tenant_rule'\noutcome = 'note'\nmatch = ['x']\n",
                "none of the base's",
            ),
            ("[[rule]]\nid = 'own.x'\nclass = 'abuse'\noutcome = 'note'\nmatch = ['x']\n", "line 4: rule own.x"),
            ("[[rule]]\nid = 'own.x'\nclass = 'tenant_rule'\noutcome = 'alert'\nmatch = ['x']\n", "no outcome for this side"),
        ] {
            let detail = refused(&format!("{head}{more}"));
            assert!(detail.contains(what), "{detail}");
        }
    }
}
