//! The shapes of OpenAPI descriptions. What every operation of an API says stands in each of them: credentials, limits,
//! error responses, so that the rules have something to look at and not much to find.

use serde_json::{Value, json};

use super::Text;

fn head(text: &mut Text, version: &str) {
    text.entry("openapi", &json!(version));
    text.entry("info", &json!({"title": "Generated", "version": "1", "description": "Made for a measurement."}));
    text.entry("servers", &json!([{"url": "https://api.shop.test"}]));
    text.entry("security", &json!([{"login": []}]));
}

fn components(text: &mut Text) {
    text.open("components");
    text.entry("securitySchemes", &json!({"login": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}));
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn body(schema: &Value) -> Value {
    json!({"application/json": {"schema": schema}})
}

/// Answers of an operation that returns a schema.
fn responses(schema: &Value) -> Value {
    json!({
        "200": {"description": "The thing", "content": body(schema)},
        "401": {"description": "Who are you?"},
        "429": {"description": "Slow down"},
    })
}

fn id_parameter() -> Value {
    json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}])
}

/// A schema with a few properties; `next` is what one of them holds.
fn thing(number: usize, next: &Value) -> Value {
    json!({
        "type": "object",
        "description": format!("Thing {number} of the shop, with all that is known about it"),
        "additionalProperties": false,
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string", "maxLength": 200, "pattern": "^[a-z]+$", "example": format!("thing {number}")},
            "count": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 1000},
            "tags": {"type": "array", "maxItems": 10, "items": {"type": "string", "maxLength": 20, "pattern": "^[a-z]+$"}},
            "next": next,
        },
    })
}

fn change(number: usize, schema: &Value) -> Value {
    json!({
        "parameters": id_parameter(),
        "post": {
            "operationId": format!("change{number}"),
            "summary": format!("Change thing {number}"),
            "description": format!("Takes what is to be changed and returns thing {number} as it is afterwards."),
            "requestBody": {"required": true, "content": body(schema)},
            "responses": responses(schema),
        },
    })
}

/// A unit is a path and a schema of its own, which refers to the next.
pub(super) fn usual(text: &mut Text, units: usize) {
    head(text, "3.1.0");
    text.open("paths");
    for n in 0..units {
        text.entry(&format!("/things{n}/{{id}}"), &change(n, &reference(&format!("Thing{n}"))));
    }
    text.close();
    components(text);
    text.open("schemas");
    for n in 0..units {
        text.entry(&format!("Thing{n}"), &thing(n, &reference(&format!("Thing{}", (n + 1) % units))));
    }
    text.close();
    text.close();
}

/// A unit is a path with two operations; twenty schemas serve them all.
pub(super) fn paths(text: &mut Text, units: usize) {
    const SCHEMAS: usize = 20;
    head(text, "3.1.0");
    text.open("paths");
    for n in 0..units {
        let schema = reference(&format!("Thing{}", n % SCHEMAS));
        let mut item = change(n, &schema);
        item["get"] = json!({
            "operationId": format!("read{n}"),
            "summary": format!("Read thing {n}"),
            "parameters": [
                {"name": "limit", "in": "query", "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100}},
                {"name": "after", "in": "query", "schema": {"type": "string", "maxLength": 40, "pattern": "^[a-z]+$"}},
            ],
            "responses": responses(&schema),
        });
        text.entry(&format!("/things{n}/{{id}}"), &item);
    }
    text.close();
    components(text);
    text.open("schemas");
    for n in 0..SCHEMAS {
        text.entry(&format!("Thing{n}"), &thing(n, &reference(&format!("Thing{}", (n + 1) % SCHEMAS))));
    }
    text.close();
    text.close();
}

/// A unit is a schema, which refers to the next and to one far away; one path leads to them all.
pub(super) fn schemas(text: &mut Text, units: usize) {
    head(text, "3.1.0");
    text.entry("paths", &json!({"/things/{id}": change(0, &reference("Thing0"))}));
    components(text);
    text.open("schemas");
    for n in 0..units {
        let mut schema = thing(n, &reference(&format!("Thing{}", (n + 1) % units)));
        schema["properties"]["other"] = reference(&format!("Thing{}", n * 7919 % units));
        text.entry(&format!("Thing{n}"), &schema);
    }
    text.close();
    text.close();
}

/// A unit is a schema that extends the one before, a hundred times until one starts anew (each level is a reference and an
/// object of its own, and a schema may be put together from 256 parts); every tenth is what an operation takes and returns.
pub(super) fn all_of(text: &mut Text, units: usize) {
    const DEPTH: usize = 100;
    head(text, "3.1.0");
    text.open("paths");
    for n in (0..units).step_by(10) {
        text.entry(&format!("/things{n}/{{id}}"), &change(n, &reference(&format!("Thing{n}"))));
    }
    text.close();
    components(text);
    text.open("schemas");
    for n in 0..units {
        let own = json!({
            "type": "object",
            "properties": {format!("name{n}"): {"type": "string", "maxLength": 200, "pattern": "^[a-z]+$"}},
        });
        let parts = match n % DEPTH {
            0 => json!([own]),
            _ => json!([reference(&format!("Thing{}", n - 1)), own]),
        };
        text.entry(&format!("Thing{n}"), &json!({"description": format!("Thing {n}"), "allOf": parts}));
    }
    text.close();
    text.close();
}

/// A unit is a path with a schema of its own, where nearly all is wrong that can be.
pub(super) fn weak(text: &mut Text, units: usize) {
    text.entry("openapi", &json!("3.1.0"));
    text.entry("info", &json!({"title": "Generated", "version": "1"}));
    text.entry("servers", &json!([{"url": "http://api.shop.test"}]));
    text.open("paths");
    for n in 0..units {
        let schema = reference(&format!("Thing{n}"));
        let query = |name: &str| json!({"name": name, "in": "query", "schema": {"type": "string"}});
        text.entry(
            &format!("/things{n}/{{id}}"),
            &json!({
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "get": {
                    "operationId": format!("read{n}"),
                    "parameters": [query("password"), query("redirect_url"), query("token")],
                    "responses": {"200": {"description": "The thing", "content": body(&json!({"type": "array", "items": schema}))}},
                },
                "put": {
                    "security": [{format!("missing{n}"): []}],
                    "requestBody": {"content": {"text/xml": {"schema": schema}, "application/json": {"schema": schema}}},
                    "responses": {"200": {"description": "The thing", "content": body(&schema)}},
                },
            }),
        );
    }
    text.close();
    components(text);
    text.open("schemas");
    for n in 0..units {
        let text_of = |example: &str| json!({"type": "string", "example": example});
        let properties = json!({
            "id": {"type": "integer"},
            "password": text_of("secret"),
            "role": {"type": "string", "pattern": "(a+)+$"},
            "key": text_of(&format!("-----BEGIN PRIVATE KEY-----{n}")),
            "link": text_of(&format!("http://10.0.{}.{}/internal", n / 250 % 250, n % 250)),
            "other": {"$ref": format!("#/components/schemas/Lost{n}")},
        });
        text.entry(&format!("Thing{n}"), &json!({"type": "object", "properties": properties}));
    }
    text.close();
    text.close();
}

/// A unit is an operation; all take and return one schema, which has a part for every ten of them.
pub(super) fn shared(text: &mut Text, units: usize) {
    let parts = units.div_ceil(10);
    head(text, "3.1.0");
    text.open("paths");
    for n in 0..units {
        text.entry(&format!("/things{n}/{{id}}"), &change(n, &reference("Order")));
    }
    text.close();
    components(text);
    text.open("schemas");
    text.open("Order");
    text.entry("type", &json!("object"));
    text.open("properties");
    for n in 0..parts {
        text.entry(&format!("part{n}"), &reference(&format!("Part{n}")));
    }
    text.close();
    text.close();
    for n in 0..parts {
        text.entry(&format!("Part{n}"), &thing(n, &json!({"type": "boolean"})));
    }
    text.close();
    text.close();
}

/// A unit is seven paths and three schemas in the manner of an API with tens of thousands of operations: generated
/// prose, long lists of values, inheritance, a discriminator, extensions.
pub(super) fn vendor(text: &mut Text, units: usize) {
    head(text, "3.0.4");
    text.open("paths");
    for n in 0..units {
        for part in 0..7 {
            let path = format!("/accounts/{{account-id}}/area{n}/{{area-id}}/entities{part}");
            text.entry(&path, &vendor_path(n, part));
        }
    }
    text.close();
    components(text);
    text.entry("responses", &json!({"error": {"description": "error", "content": body(&reference("shop.error"))}}));
    text.open("schemas");
    text.entry("shop.error", &json!({"type": "object", "properties": {"code": {"type": "string"}}}));
    text.entry("shop.entity", &json!({"type": "object", "properties": {"id": {"type": "string"}}}));
    for n in 0..units {
        for part in 0..3 {
            text.entry(&format!("shop.area{n}.entity{part}"), &vendor_schema(n, part, units));
        }
    }
    text.close();
    text.close();
}

fn vendor_path(n: usize, part: usize) -> Value {
    let schema = reference(&format!("shop.area{n}.entity{}", part % 3));
    let list = |name: &str, what: &str, count: usize| {
        let values: Vec<_> = (0..count).map(|value| format!("property{value}{what}")).collect();
        json!({
            "name": name, "in": "query", "description": format!("{name} items by property values"), "style": "form",
            "explode": false,
            "schema": {"uniqueItems": true, "type": "array", "items": {"enum": values, "type": "string"}},
        })
    };
    let id = |name: &str| {
        json!({
            "name": name, "in": "path", "description": format!("The unique identifier of {name}"), "required": true,
            "schema": {"type": "string"}, "x-shop-key-type": "entity",
        })
    };
    let mut item = json!({
        "description": format!("Provides operations to manage the entities{part} property of the area {n} entity."),
        "parameters": [id("account-id"), id("area-id")],
        "get": {
            "tags": [format!("accounts.area{n}")],
            "summary": format!("Get entities{part} from accounts"),
            "description": format!("Read the properties and relationships of an entities{part} object of area {n}. \
                This call is available in all national deployments."),
            "operationId": format!("accounts.area{n}.ListEntities{part}"),
            "parameters": [
                {"name": "$top", "in": "query", "schema": {"type": "integer", "minimum": 0}, "example": 50},
                list("$orderby", " desc", 12), list("$select", "", 24), list("$expand", "", 6),
            ],
            "responses": {
                "2XX": {"description": "Retrieved collection", "content": body(&json!({
                    "type": "object", "title": format!("Collection of entity {part}"),
                    "properties": {"value": {"type": "array", "items": schema}, "@shop.nextLink": {"type": "string", "nullable": true}},
                }))},
                "4XX": {"$ref": "#/components/responses/error"},
                "5XX": {"$ref": "#/components/responses/error"},
            },
            "x-shop-pageable": {"nextLinkName": "@shop.nextLink", "operationName": "listMore", "itemName": "value"},
            "x-shop-docs-operation-type": "operation",
        },
    });
    if part % 5 < 3 {
        item["post"] = json!({
            "tags": [format!("accounts.area{n}")],
            "summary": format!("Create entities{part} for accounts"),
            "operationId": format!("accounts.area{n}.CreateEntities{part}"),
            "requestBody": {"description": "New property", "content": body(&schema), "required": true},
            "responses": {
                "2XX": {"description": "Created", "content": body(&schema)},
                "4XX": {"$ref": "#/components/responses/error"},
                "5XX": {"$ref": "#/components/responses/error"},
            },
            "x-shop-docs-operation-type": "operation",
        });
    }
    item
}

fn vendor_schema(n: usize, part: usize, units: usize) -> Value {
    let other = reference(&format!("shop.area{}.entity{part}", n * 7919 % units));
    let base = match part {
        0 => "shop.entity".to_owned(),
        _ => format!("shop.area{n}.entity{}", part - 1),
    };
    let text = |what: &str| {
        json!({"type": "string", "nullable": true,
            "description": format!("The {what} of the entity. Not nullable when it was set once. Supports filters.")})
    };
    json!({
        "allOf": [reference(&base), {
            "title": format!("entity{part}"),
            "required": ["@shop.type"],
            "type": "object",
            "properties": {
                "displayName": text("name"), "description": text("description"), "mailAddress": text("address"),
                "createdDateTime": {"type": "string", "format": "date-time", "nullable": true, "description": "When it was created."},
                "count": {"type": "integer", "format": "int32", "minimum": -2147483648, "maximum": 2147483647, "nullable": true},
                "state": {"anyOf": [{"type": "string", "enum": ["new", "running", "done", "unknownFutureValue"]}, {"type": "object", "nullable": true}]},
                "related": {"type": "array", "items": other, "description": "Entities in other areas.", "x-shop-navigationProperty": true},
                "@shop.type": {"type": "string"},
            },
            "discriminator": {"propertyName": "@shop.type"},
        }],
        "x-shop-discriminator-value": format!("#shop.area{n}.entity{part}"),
    })
}
