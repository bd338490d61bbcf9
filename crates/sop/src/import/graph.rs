//! Graphs of states as JSON: `{graph, replies}`, `{nodes, edges}` or `{initial, states}`.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Result;

use super::{Draft, DraftSlot, DraftStep, Task, guess, refuse, slug, step_name};
use crate::{model::Function, yaml::Node};

/// States in the order of the file, their words, and where each can go, with the label of the way.
#[derive(Default)]
struct Graph {
    states: Vec<String>,
    words: BTreeMap<String, String>,
    ways: BTreeMap<String, Vec<(String, String)>>,
    start: Option<String>,
}

impl Graph {
    fn state(&mut self, name: &str) {
        if !self.states.iter().any(|s| s == name) {
            self.states.push(name.to_owned());
        }
    }

    fn way(&mut self, from: &str, to: &str, label: &str) {
        self.state(from);
        self.state(to);
        let ways = self.ways.entry(from.to_owned()).or_default();
        if !ways.iter().any(|(t, _)| t == to) {
            ways.push((to.to_owned(), label.to_owned()));
        }
    }
}

/// Reads a graph of states. Errors: `policy_invalid` with file, line and what to do.
pub fn graph(file: &str, text: &str) -> Result<Vec<Draft>> {
    let root: Node = serde_json::from_str(text).map_err(|e| refuse(file, e.line(), &format!("not JSON: {e}")))?;
    let mut found = Graph::default();
    if let Some(edges) = root.get("graph").and_then(Node::map) {
        for (from, to) in edges {
            targets(&mut found, from, to);
        }
        for (name, said) in root.get("replies").or_else(|| root.get("texts")).and_then(Node::map).unwrap_or_default() {
            if let Some(said) = said.text() {
                found.words.insert(name.clone(), said.to_owned());
            }
        }
    } else if let Some(states) = root.get("states").and_then(Node::map) {
        for (name, state) in states {
            found.state(name);
            let said = ["text", "description", "prompt"].iter().find_map(|k| state.get(k)).and_then(Node::text);
            found.words.extend(said.map(|s| (name.clone(), s.to_owned())));
            for key in ["on", "next", "transitions", "always"] {
                if let Some(to) = state.get(key) {
                    targets(&mut found, name, to);
                }
            }
        }
    } else if let (Some(nodes), Some(edges)) = (root.get("nodes"), root.get("edges").and_then(Node::list)) {
        listed(&mut found, nodes, edges);
    } else {
        return Err(refuse(file, 1, "no graph here: give {graph, replies}, {nodes, edges} or {initial, states}"));
    }
    let named = |keys: &[&str]| keys.iter().find_map(|k| root.get(k)).and_then(Node::text).map(str::to_owned);
    found.start = named(&["initial", "start"]).or(found.start);
    let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".json").to_owned();
    let title = named(&["task", "name", "id", "title"]).unwrap_or(stem);
    if found.states.is_empty() {
        return Err(refuse(file, 1, "the graph has no state"));
    }
    Ok(vec![draft(&title, &found)])
}

/// One target, a list, a map of labels to targets, or `{target: …}`.
fn targets(graph: &mut Graph, from: &str, node: &Node) {
    graph.state(from);
    if let Some(to) = node.text() {
        graph.way(from, to, "");
    }
    for item in node.list().unwrap_or_default() {
        match (item.text(), ["target", "to", "next"].iter().find_map(|k| item.get(k)).and_then(Node::text)) {
            (Some(to), _) | (None, Some(to)) => graph.way(from, to, label_of(item)),
            _ => {}
        }
    }
    for (label, item) in node.map().unwrap_or_default() {
        if let Some(to) = item.text().or_else(|| item.get("target").and_then(Node::text)) {
            graph.way(from, to, label);
        } else if item.list().is_some() {
            targets(graph, from, item);
        }
    }
}

fn label_of(node: &Node) -> &str {
    ["label", "when", "condition", "event"].iter().find_map(|k| node.get(k)).and_then(Node::text).unwrap_or_default()
}

fn listed(graph: &mut Graph, nodes: &Node, edges: &[Node]) {
    let key = |node: &Node, keys: &[&str]| keys.iter().find_map(|k| node.get(k)).and_then(Node::text).map(str::to_owned);
    for node in nodes.list().unwrap_or_default() {
        let Some(id) = node.text().map(str::to_owned).or_else(|| key(node, &["id", "name"])) else { continue };
        graph.state(&id);
        graph.words.extend(key(node, &["text", "label", "title"]).map(|said| (id.clone(), said)));
        if matches!(key(node, &["type"]).as_deref(), Some("start" | "initial")) {
            graph.start = Some(id);
        }
    }
    for (id, node) in nodes.map().unwrap_or_default() {
        graph.state(id);
        let said = node.text().map(str::to_owned).or_else(|| key(node, &["text", "label", "title"]));
        graph.words.extend(said.map(|said| (id.clone(), said)));
    }
    for edge in edges {
        let pair = edge.list().and_then(|l| Some((l.first()?.text()?.to_owned(), l.get(1)?.text()?.to_owned())));
        let ends = pair.or_else(|| Some((key(edge, &["from", "source"])?, key(edge, &["to", "target"])?)));
        if let Some((from, to)) = ends {
            graph.way(&from, &to, label_of(edge));
        }
    }
}

/// States no way leads to begin a branch: of the state whose name theirs continues, else of where the first way stops.
fn joined(graph: &Graph) -> (String, BTreeMap<String, Vec<(String, String)>>) {
    let entered: BTreeSet<&String> = graph.ways.values().flatten().map(|(to, _)| to).collect();
    let first = graph.states.first().cloned().unwrap_or_default();
    let start = graph.start.clone().filter(|s| graph.states.contains(s));
    let start = start.or_else(|| graph.states.iter().find(|s| !entered.contains(s)).cloned()).unwrap_or(first);
    let mut ways = graph.ways.clone();
    let mut seen = walk(&ways, &start);
    while let Some(lost) = graph
        .states
        .iter()
        .find(|s| !seen.contains(*s) && !entered.contains(s))
        .or_else(|| graph.states.iter().find(|s| !seen.contains(*s)))
    {
        let prefix = |s: &&String| lost.starts_with(&format!("{s}_"));
        let parent = seen.iter().filter(prefix).max_by_key(|s| s.len()).cloned();
        let stop = || seen.iter().find(|s| guess(s) == Function::Act && !graph.ways.contains_key(*s)).cloned();
        let dead = || seen.iter().find(|s| !graph.ways.contains_key(*s)).cloned();
        let at = parent.or_else(stop).or_else(dead).unwrap_or_else(|| start.clone());
        ways.entry(at).or_default().push((lost.clone(), String::new()));
        seen = walk(&ways, &start);
    }
    (start, ways)
}

fn walk(ways: &BTreeMap<String, Vec<(String, String)>>, start: &str) -> Vec<String> {
    let (mut seen, mut stack) = (Vec::new(), vec![start.to_owned()]);
    while let Some(at) = stack.pop() {
        if seen.contains(&at) {
            continue;
        }
        stack.extend(ways.get(&at).into_iter().flatten().rev().map(|(to, _)| to.clone()));
        seen.push(at);
    }
    seen
}

/// What a state does: its name says more than its words.
fn function_of(name: &str, said: &str) -> Function {
    let lower = name.to_lowercase();
    let part = |words: &[&str]| words.iter().any(|w| lower.split(['_', '-', ' ', '.']).any(|p| p == *w));
    if part(&["ask", "collect", "request"]) {
        Function::Collect
    } else if part(&["query", "act", "submit", "lookup", "api"]) {
        Function::Act
    } else if part(&["handoff", "transfer", "escalate"]) {
        Function::Handoff
    } else if part(&["confirm"]) {
        Function::Confirm
    } else if said.is_empty() {
        guess(name)
    } else if said.trim_end().ends_with(['?', '\u{ff1f}']) && !part(&["hello", "anything", "bye"]) {
        Function::Collect
    } else {
        Function::Say
    }
}

fn draft(title: &str, graph: &Graph) -> Draft {
    let (start, ways) = joined(graph);
    let order = walk(&ways, &start);
    let mut taken = BTreeSet::new();
    let names: BTreeMap<&String, String> = order.iter().map(|s| (s, step_name(s, &mut taken))).collect();
    let name_of = |s: &String| names.get(s).cloned().unwrap_or_else(|| "end".to_owned());
    let (mut slots, mut steps) = (Vec::new(), Vec::new());
    for (i, state) in order.iter().enumerate() {
        let outs = ways.get(state).map(Vec::as_slice).unwrap_or_default();
        let said = graph.words.get(state).cloned().unwrap_or_else(|| state.replace('_', " "));
        let mut function = function_of(state, graph.words.get(state).map_or("", String::as_str));
        let asked = step_name(&format!("{}_answer", name_of(state)), &mut BTreeSet::new());
        let mut fills = Vec::new();
        if function == Function::Collect {
            slots.push(DraftSlot { name: asked.clone(), label: state.replace('_', " "), values: Vec::new() });
            fills.push(asked);
        } else if function == Function::Confirm {
            function = Function::Say;
        }
        let choice = format!("{}_outcome", name_of(state));
        let branches = outs.len() > 1 || (outs.len() == 1 && !graph.ways.contains_key(state));
        let gives = if branches { vec![choice.clone()] } else { Vec::new() };
        let action = if matches!(function, Function::Act | Function::Handoff) { slug(state) } else { String::new() };
        let follows = order.get(i + 1).map(&name_of);
        let then = match outs {
            _ if branches => None,
            [] => Some("end".to_owned()).filter(|_| follows.is_some()),
            [(to, _), ..] => Some(name_of(to)).filter(|to| Some(to) != follows.as_ref()),
        };
        let task = Task::Call { function, text: plain(&said), slots: fills, gives, action, notes: Vec::new() };
        steps.push(DraftStep { name: name_of(state), task, required: true, then });
        if branches {
            let label = |(to, label): &(String, String)| if label.is_empty() { to.clone() } else { label.clone() };
            slots.push(DraftSlot {
                name: choice.clone(),
                label: format!("{state}: next"),
                values: outs.iter().map(label).collect(),
            });
            let mut used = BTreeSet::new();
            let mut cases: Vec<(String, Option<String>, String)> = outs
                .iter()
                .map(|way| {
                    let text = serde_json::Value::String(label(way)).to_string();
                    (step_name(&label(way), &mut used), Some(format!(".{choice} == {text}")), name_of(&way.0))
                })
                .collect();
            cases.push((step_name("otherwise", &mut used), None, "end".to_owned()));
            let name = step_name(&format!("{}_next", name_of(state)), &mut taken);
            steps.push(DraftStep { name, task: Task::Switch(cases), required: false, then: None });
        }
    }
    let spare: Vec<&str> = graph.words.keys().filter(|w| !order.contains(w)).map(String::as_str).collect();
    let summary = if spare.is_empty() { String::new() } else { format!("Also at hand: {}", spare.join(", ")) };
    Draft { name: slug(title), title: title.replace('_', " "), summary, slots, steps }
}

/// Placeholders of other systems are words here, not slots.
fn plain(said: &str) -> String {
    said.replace('{', "<").replace('}', ">")
}
