//! The OpenAPI 3.1 document, made from the declared routes and the types of their handlers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

use crate::{Access, Problem, Routes};

type Schemas = Vec<(String, RefOr<Schema>)>;

/// What the handler's types say about a route.
#[derive(Clone, Default)]
pub struct Operation {
    schemas: Schemas,
    body: Option<Value>,
    query: Vec<Value>,
    status: u16,
    answer: Option<Value>,
}

fn as_json(schema: &RefOr<Schema>) -> Value {
    serde_json::to_value(schema).unwrap_or(Value::Null)
}

impl Operation {
    /// A reference to `T` among the components; generic types are written out in place.
    fn schema_of<T: ToSchema>(&mut self) -> Value {
        T::schemas(&mut self.schemas);
        let generic = std::any::type_name::<T>().contains('<');
        if generic {
            return as_json(&T::schema());
        }
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), T::schema()));
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    pub(crate) fn body<T: ToSchema>(&mut self) {
        let schema = self.schema_of::<T>();
        self.body = Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }));
    }

    pub(crate) fn raw_body(&mut self) {
        self.body = Some(json!({ "required": true, "content": { "application/octet-stream": {} } }));
    }

    pub(crate) fn query<T: ToSchema>(&mut self) {
        T::schemas(&mut self.schemas);
        let schema = as_json(&T::schema());
        let required: Vec<&str> =
            schema["required"].as_array().map(|a| a.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
        if let Some(properties) = schema["properties"].as_object() {
            for (name, property) in properties {
                self.query.push(
                    json!({ "name": name, "in": "query", "required": required.contains(&name.as_str()), "schema": property }),
                );
            }
        }
    }

    pub(crate) fn answer<T: ToSchema>(&mut self, status: u16) {
        let schema = self.schema_of::<T>();
        self.status = status;
        self.answer = Some(json!({ "application/json": { "schema": schema } }));
    }

    pub(crate) fn bytes(&mut self, status: u16) {
        self.status = status;
        self.answer = Some(json!({ "application/octet-stream": {} }));
    }

    pub(crate) const fn empty(&mut self, status: u16) {
        self.status = status;
    }
}

/// Names that two different types of the routes bear. In the document one would stand for the other: give one of them
/// a name of its own with `#[schema(as = ..)]`.
pub fn clashes(routes: &Routes) -> Vec<String> {
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    let mut found = std::collections::BTreeSet::new();
    for (name, schema) in routes.all.iter().flat_map(|r| r.operation.schemas.iter()) {
        let schema = as_json(schema);
        if seen.insert(name.clone(), schema.clone()).is_some_and(|other| other != schema) {
            found.insert(name.clone());
        }
    }
    found.into_iter().collect()
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect()
}

/// The whole document. Operation ids are `tag_method_path`, so generated clients stay stable.
pub fn document(routes: &Routes, version: &str) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut components: BTreeMap<String, Value> = BTreeMap::new();
    components.insert("Problem".to_owned(), as_json(&<Problem as utoipa::PartialSchema>::schema()));
    let mut nested = Schemas::new();
    <Problem as ToSchema>::schemas(&mut nested);
    for route in &routes.all {
        nested.extend(route.operation.schemas.iter().cloned());
        let mut parameters = path_parameters(&route.path);
        parameters.extend(route.operation.query.iter().cloned());
        if route.once {
            parameters.push(json!({ "name": "Idempotency-Key", "in": "header", "required": true, "schema": { "type": "string", "format": "uuid" } }));
        }
        if route.signed {
            parameters.push(
                json!({ "name": "X-Session-Signature", "in": "header", "required": false, "schema": { "type": "string" } }),
            );
        }
        let mut answer = json!({ "description": "Success" });
        if let Some(content) = &route.operation.answer {
            answer["content"] = content.clone();
        }
        let problem = json!({ "description": "Refused", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
        let mut operation = json!({
            "tags": [route.tag],
            "operationId": operation_id(route.method, &route.path),
            "summary": route.summary,
            "parameters": parameters,
            "responses": { route.operation.status.to_string(): answer, "default": problem },
        });
        if let Some(body) = &route.operation.body {
            operation["requestBody"] = body.clone();
        }
        match route.access {
            Access::Public => operation["security"] = json!([]),
            Access::Signed => {}
            Access::To(action) => operation["x-action"] = json!(action),
        }
        paths.entry(&route.path).or_default().insert(route.method.to_lowercase(), operation);
    }
    components.extend(nested.into_iter().map(|(name, schema)| (name, as_json(&schema))));
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Tidecrew", "version": version, "license": { "name": "MIT OR Apache-2.0" } },
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": { "schemas": components, "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } } },
    })
}

fn operation_id(method: &str, path: &str) -> String {
    let words: Vec<String> = path
        .trim_start_matches(crate::routes::PREFIX)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    format!("{}_{}", method.to_lowercase(), words.join("_"))
}
